using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Histo.Ssl.Views;

/// <summary>Makes views on the CPU, one by one, straight from the tile's bytes to the normalised planes of the result: what the processor's vectors can do, without a tensor in between.</summary>
/// <remarks>
/// Within 2e-5 (in 0..1, before normalisation) of the formulas in double precision, and so of <see cref="TensorViewExecutor"/>. A view depends on nothing but its tile and parameters: it is the same bit for bit in any
/// batch and with any number of threads (processors with other vector instructions may round differently). The whole tile without any operation is exactly byte / 255, normalised. Safe to call from several threads.
/// </remarks>
public sealed class FusedViewExecutor : IViewExecutor
{
    private readonly ConcurrentBag<ViewCanvas> _canvases = [];
    private readonly int? _threads;

    /// <summary>Creates an executor.</summary>
    /// <param name="threads">How many threads share the views of a call, 1 or more; null for as many as one tensor operation has at the time of the call.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is 0 or less.</exception>
    public FusedViewExecutor(int? threads = null)
    {
        if (threads is { } number)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(number, nameof(threads));
        }

        _threads = threads;
    }

    /// <inheritdoc/>
    /// <exception cref="HistoException">HS0002: the rows leave the batch. HS1402: the parameters of a view are impossible for the tile.</exception>
    public Tensor Apply(PixelBatch batch, int firstRow, ReadOnlySpan<ViewParameters> parameters, ViewOutput output)
    {
        ViewCheck.Check(batch, firstRow, parameters, output);
        ViewParameters[] views = parameters.ToArray();
        int tileBytes = batch.TileSize * batch.TileSize * 3, numbers = 3 * output.Size * output.Size;
        ReadOnlyMemory<byte> pixels = batch.Pixels;
        Tensor result = empty(views.Length, 3, output.Size, output.Size, dtype: float32, device: CPU);
        try
        {
            nint address = Address(result);
            Each(views.Length, (row, canvas) =>
                canvas.Render(pixels.Span.Slice(batch.SourceOf(firstRow + row) * tileBytes, tileBytes), batch.TileSize, views[row], output, Floats(address, row, numbers)));
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    /// <summary>Does nothing: there is no native memory to let go.</summary>
    public void Dispose()
    {
    }

    private static unsafe nint Address(Tensor tensor)
    {
        // Of the first view alone: a span cannot tell the length of a large batch.
        using Tensor first = tensor.narrow(0, 0, 1);
        return (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(first.bytes));
    }

    private static unsafe Span<float> Floats(nint address, int row, int numbers) => new((float*)address + ((long)row * numbers), numbers);

    private void Each(int rows, Action<int, ViewCanvas> make)
    {
        int threads = Math.Min(rows, _threads ?? get_num_threads());
        if (threads == 1)
        {
            ViewCanvas canvas = Rent();
            for (int row = 0; row < rows; row++)
            {
                make(row, canvas);
            }

            _canvases.Add(canvas);
            return;
        }

        Parallel.For(
            0,
            rows,
            new ParallelOptions { MaxDegreeOfParallelism = threads },
            Rent,
            (row, _, canvas) =>
            {
                make(row, canvas);
                return canvas;
            },
            _canvases.Add);
    }

    private ViewCanvas Rent() => _canvases.TryTake(out ViewCanvas? canvas) ? canvas : new ViewCanvas();
}
