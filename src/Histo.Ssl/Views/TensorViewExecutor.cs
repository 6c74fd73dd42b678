using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Views;

/// <summary>Makes views by batched tensor operations in float32 on any device.</summary>
/// <remarks>
/// Within 2e-5 (in 0..1, before normalisation) of the formulas in double precision, and independent of which rows come together to within 1e-6. Rows are sorted by the operations that they need and handled in
/// blocks that fit the processor's cache; operations touch only the rows on which they fire. The whole tile without any operation is exactly byte / 255, normalised. Safe to call from several threads.
/// </remarks>
public sealed class TensorViewExecutor : IViewExecutor
{
    private readonly Device _device;
    private readonly TensorColor _color;
    private readonly long _blockBytes;

    /// <summary>Creates an executor.</summary>
    /// <param name="device">Where the views are made; null for the CPU.</param>
    public TensorViewExecutor(Device? device = null)
    {
        _device = device ?? CPU;
        _blockBytes = _device.type == DeviceType.CPU ? 2L << 20 : 256L << 20;
        _color = new TensorColor(_device);
    }

    /// <inheritdoc/>
    public void Dispose() => _color.Dispose();

    /// <inheritdoc/>
    /// <exception cref="HistoException">HS0002: the rows leave the batch. HS1402: the parameters of a view are impossible for the tile.</exception>
    public Tensor Apply(PixelBatch batch, int firstRow, ReadOnlySpan<ViewParameters> parameters, ViewOutput output)
    {
        ViewCheck.Check(batch, firstRow, parameters, output);
        int size = output.Size;
        using IDisposable frozen = no_grad();
        using DisposeScope scope = NewDisposeScope();
        int[] order = Order(parameters, batch.TileSize, size), sources = new int[order.Length];
        var views = new ViewParameters[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            (views[i], sources[i]) = (parameters[order[i]], batch.SourceOf(firstRow + order[i]));
        }

        Tensor tiles = Upload(batch);

        Tensor mean = Channels(output.Mean), deviation = Channels(output.Deviation);
        Tensor result = empty(order.Length, 3, size, size, dtype: float32, device: _device);
        CropWindow window = CropWindow.Around(parameters, batch.TileSize);
        int largest = Math.Max(size, window.IsSmall ? Math.Max(window.Width, window.Height) : batch.TileSize), block = (int)Math.Clamp(_blockBytes / (12L * largest * largest), 1, order.Length);
        for (int from = 0; from < order.Length; from += block)
        {
            int to = Math.Min(order.Length, from + block);
            using Tensor flat = Make(tiles, sources.AsSpan(from, to - from), views[from..to], size, window.IsSmall);
            flat.sub_(mean).div_(deviation);
            using Tensor pictures = flat.view(to - from, 3, size, size), index = TensorRows.Index(order.AsSpan(from, to - from), _device);
            result.index_copy_(0, index, pictures);
        }

        return result.MoveToOuterDisposeScope();
    }

    // Views that share operations come together: then most steps work on a run of rows and need no gathering.
    private static int[] Order(ReadOnlySpan<ViewParameters> parameters, int tileSize, int size)
    {
        int[] order = new int[parameters.Length];
        long[] keys = new long[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            ref readonly ViewParameters view = ref parameters[i];
            int color = IsLinear(view) ? 1 : view.ColorJitter ? 2 + view.JitterOrder : 0;
            int geometry = TensorGeometry.IsCopy(view, tileSize, size) ? 2 + ViewSymmetry.Of(view).Index : ViewSymmetry.Of(view).Transposed ? 1 : 0;
            (order[i], keys[i]) = (i, ((color * 16L) + geometry) << 32 | (uint)i);
        }

        Array.Sort(keys, order);
        return order;
    }

    private static bool IsLinear(in ViewParameters view) => view.JitterModel == JitterModel.Linear && (view.ColorJitter || view.Grey);

    private static List<int> Where(ViewParameters[] views, Predicate<ViewParameters> fires)
    {
        var rows = new List<int>(views.Length);
        for (int i = 0; i < views.Length; i++)
        {
            if (fires(views[i]))
            {
                rows.Add(i);
            }
        }

        return rows;
    }

    private Tensor Make(Tensor tiles, ReadOnlySpan<int> sources, ViewParameters[] views, int size, bool cuts)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x;
        using (Tensor sampled = TensorGeometry.Sample(tiles, sources, views, size, cuts))
        {
            x = sampled.view(views.Length, 3, (long)size * size);
        }

        List<int> rows = Where(views, view => view.StainJitter && view.StainConvention == StainConvention.NaturalOpticalDensity);
        x = TensorRows.Replace(x, rows, part => TensorStain.Natural(part, views, rows));
        List<int> compatible = Where(views, view => view.StainJitter && view.StainConvention == StainConvention.Skimage);
        x = TensorRows.Replace(x, compatible, part => TensorStain.Skimage(part, views, compatible));
        List<int> linear = Where(views, view => IsLinear(view));
        x = TensorRows.Replace(x, linear, part => _color.Linear(part, views, linear));
        List<int> jittered = Where(views, view => view.JitterModel == JitterModel.Torchvision && view.ColorJitter);
        x = TensorRows.Replace(x, jittered, part => _color.Jitter(part, views, jittered));
        x = TensorRows.Replace(x, Where(views, view => view.JitterModel == JitterModel.Torchvision && view.Grey), _color.Grey);
        List<int> blurred = Where(views, view => view.BlurSigma > 0);
        x = TensorRows.Replace(x, blurred, part => TensorBlur.Apply(part, views, blurred, size));
        List<int> solarised = Where(views, view => view.Solarise);
        x = TensorRows.Replace(x, solarised, part => TensorBlur.Solarise(part, views, solarised));
        return x.MoveToOuterDisposeScope();
    }

    // All distinct tiles once, as bytes: on the CPU the batch's own memory, without a copy.
    private Tensor Upload(PixelBatch batch)
    {
        int tileSize = batch.TileSize;
        long[] shape = [batch.Sources, tileSize, tileSize, 3];
        if (MemoryMarshal.TryGetArray(batch.Pixels, out ArraySegment<byte> pixels))
        {
            using Tensor flat = frombuffer(pixels.Array!, uint8, pixels.Count, pixels.Offset);
            return TensorRows.ToDevice(flat.view(shape), _device);
        }

        Tensor host = empty(shape, dtype: uint8);
        batch.Pixels.Span.CopyTo(host.bytes);
        return TensorRows.ToDevice(host, _device);
    }

    private Tensor Channels(Triple values) => TensorRows.Filled([3, 1], _device, numbers => MemoryMarshal.Write(MemoryMarshal.AsBytes(numbers), values));
}
