using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Views;

/// <summary>Crops, resizes, flips and turns tiles in one sampling: rows matrix x tile x columns matrix.</summary>
/// <remarks>
/// Flips are rows of the matrices in reverse, odd turns a transposition of the product. Tiles are handled with their channels between rows and columns (y, channel, x), so that each of the two products
/// is one large matrix product a view. Views that show the whole tile pixel by pixel are copied. Of small crops only their surroundings are unpacked and multiplied.
/// </remarks>
internal static class TensorGeometry
{
    /// <summary>Samples views.</summary>
    /// <param name="tiles">(sources, tileSize, tileSize, 3) uint8.</param>
    /// <param name="sources">For each view its tile.</param>
    /// <param name="views">Parameters.</param>
    /// <param name="size">Width and height of the views.</param>
    /// <param name="cuts">Whether only the part of a tile around its crop is unpacked; then no view may show a whole tile.</param>
    /// <returns>(views, 3, size, size) float32 in 0..1.</returns>
    public static Tensor Sample(Tensor tiles, ReadOnlySpan<int> sources, ReadOnlySpan<ViewParameters> views, int size, bool cuts)
    {
        using DisposeScope scope = NewDisposeScope();
        int tileSize = (int)tiles.size(1);
        CropWindow window = cuts ? CropWindow.Around(views, tileSize) : CropWindow.Whole(tileSize);
        using Tensor planar = window.IsWhole ? Unpack(tiles, sources) : Unpack(tiles, sources, views, window);
        Tensor result = empty(views.Length, 3, size, size, dtype: float32, device: tiles.device);
        for (int from = 0, to; from < views.Length; from = to)
        {
            bool copies = IsCopy(views[from], tileSize, size);
            ViewSymmetry symmetry = ViewSymmetry.Of(views[from]);
            to = from + 1;
            while (to < views.Length && IsCopy(views[to], tileSize, size) == copies && (!copies || ViewSymmetry.Of(views[to]) == symmetry))
            {
                to++;
            }

            using Tensor run = planar.narrow(0, from, to - from), target = result.narrow(0, from, to - from);
            if (copies)
            {
                Copy(run, symmetry, target);
            }
            else
            {
                Resample(run, views[from..to], window, target);
            }
        }

        return result.MoveToOuterDisposeScope();
    }

    /// <summary>Returns whether a view shows the whole tile pixel by pixel.</summary>
    public static bool IsCopy(in ViewParameters view, int tileSize, int size) =>
        size == tileSize && view.CropX == 0 && view.CropY == 0 && view.CropWidth == tileSize && view.CropHeight == tileSize;

    private static Tensor Unpack(Tensor tiles, ReadOnlySpan<int> sources)
    {
        using Tensor index = TensorRows.Index(sources, tiles.device), picked = tiles.index_select(0, index), permuted = picked.permute(0, 1, 3, 2), bytes = permuted.contiguous();
        Tensor planar = bytes.to(float32);
        return planar.div_(255f);
    }

    private static Tensor Unpack(Tensor tiles, ReadOnlySpan<int> sources, ReadOnlySpan<ViewParameters> views, CropWindow window)
    {
        Tensor planar = empty(views.Length, window.Height, 3, window.Width, dtype: float32, device: tiles.device);
        for (int i = 0; i < views.Length; i++)
        {
            using Tensor tile = tiles.select(0, sources[i]), rows = tile.narrow(0, window.Top(views[i]), window.Height), part = rows.narrow(1, window.Left(views[i]), window.Width);
            using Tensor permuted = part.permute(0, 2, 1), target = planar.select(0, i);
            target.copy_(permuted);
        }

        return planar.div_(255f);
    }

    private static void Copy(Tensor planar, ViewSymmetry symmetry, Tensor target)
    {
        Tensor turned = planar;
        if (symmetry.ReverseY || symmetry.ReverseX)
        {
            turned = symmetry switch
            {
                { ReverseY: true, ReverseX: true } => planar.flip(1, 3),
                { ReverseY: true } => planar.flip(1),
                _ => planar.flip(3),
            };
        }

        using Tensor view = Channels(turned, symmetry.Transposed);
        target.copy_(view);
        if (!ReferenceEquals(turned, planar))
        {
            turned.Dispose();
        }
    }

    private static Tensor Channels(Tensor planar, bool transposed) => transposed ? planar.permute(0, 2, 3, 1) : planar.permute(0, 2, 1, 3);

    private static void Resample(Tensor planar, ReadOnlySpan<ViewParameters> views, CropWindow window, Tensor target)
    {
        int count = views.Length, size = (int)target.size(2);
        using Tensor columns = Matrices(views, window, size, alongX: true, planar.device), rows = Matrices(views, window, size, alongX: false, planar.device);
        using Tensor tall = planar.view(count, 3 * window.Height, window.Width), across = columns.transpose(1, 2), narrowed = tall.bmm(across);
        using Tensor wide = narrowed.view(count, window.Height, 3 * size), sampled = rows.bmm(wide), pictures = sampled.view(count, size, 3, size);
        bool clips = false;
        for (int from = 0, to; from < count; from = to)
        {
            bool transposed = ViewSymmetry.Of(views[from]).Transposed;
            for (to = from; to < count && ViewSymmetry.Of(views[to]).Transposed == transposed; to++)
            {
                clips |= views[to].Filter == ResampleFilter.Bicubic;
            }

            using Tensor run = pictures.narrow(0, from, to - from), view = Channels(run, transposed), place = target.narrow(0, from, to - from);
            place.copy_(view);
        }

        if (clips)
        {
            // The cubic filter overshoots at edges.
            target.clamp_(0f, 1f);
        }
    }

    private static Tensor Matrices(ReadOnlySpan<ViewParameters> views, CropWindow window, int size, bool alongX, Device device)
    {
        int pixels = alongX ? window.Width : window.Height, block = size * pixels;
        Tensor host = zeros(views.Length, size, pixels, dtype: float32);
        Span<float> numbers = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(host.bytes);
        for (int i = 0; i < views.Length; i++)
        {
            ViewSymmetry symmetry = ViewSymmetry.Of(views[i]);
            (float start, float length, bool reverse) = alongX
                ? (views[i].CropX - window.Left(views[i]), views[i].CropWidth, symmetry.ReverseX)
                : (views[i].CropY - window.Top(views[i]), views[i].CropHeight, symmetry.ReverseY);
            ResampleMatrix.Fill(numbers.Slice(i * block, block), size, pixels, start, length, views[i].Filter, reverse);
        }

        return TensorRows.ToDevice(host, device);
    }
}
