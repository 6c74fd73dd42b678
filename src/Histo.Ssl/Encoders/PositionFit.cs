using System.Runtime.InteropServices;
using Histo.Ssl.Storage;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Encoders;

/// <summary>Fits the position table (1, rows, width) of a vision transformer to another network: a class position that is not there, or another grid.</summary>
/// <remarks>What it cannot fit it hands back as it is; the shapes are compared afterwards and told.</remarks>
internal static class PositionFit
{
    public static StoredTensor Fit(string path, StoredTensor table, long[] wanted, bool mayLackClass, bool resize, List<string> remarks)
    {
        if (table.Shape is not [1, var rows, var width] || wanted is not [1, var wantedRows, var wantedWidth] || width != wantedWidth || rows == wantedRows)
        {
            return table;
        }

        bool lacksClass = mayLackClass && Side(rows) > 0;
        if (lacksClass)
        {
            StoredTensor whole = WithClass(table, rows, width);
            if (rows + 1 == wantedRows)
            {
                remarks.Add($"{table.Name}: the file has no class position; it is zero");
                return whole;
            }

            table = resize ? whole : table;
        }

        long from = Side(lacksClass ? rows : rows - 1), to = Side(wantedRows - 1);
        if (!resize || from == 0 || to == 0)
        {
            return table;
        }

        remarks.Add($"{table.Name}: resized from {from} x {from} to {to} x {to} positions{(lacksClass ? "; the file has no class position; it is zero" : string.Empty)}");
        return Resized(path, table, from, to, width);
    }

    // 0 where the number is no square of a whole number.
    private static long Side(long count)
    {
        long side = (long)Math.Round(Math.Sqrt(Math.Max(count, 0)));
        return side * side == count ? side : 0;
    }

    private static StoredTensor WithClass(StoredTensor table, long rows, long width)
    {
        long front = width * SafetensorsReader.SizeOf(table.Type);
        return table with
        {
            Shape = [1, rows + 1, width],
            Read = (start, destination) =>
            {
                int zeros = (int)Math.Clamp(front - start, 0, destination.Length);
                destination[..zeros].Clear();
                table.Read(Math.Max(start - front, 0), destination[zeros..]);
            },
        };
    }

    private static StoredTensor Resized(string path, StoredTensor table, long from, long to, long width)
    {
        var bytes = new Lazy<byte[]>(() => Resize(path, table, from, to, width));
        return table with
        {
            Type = ElementType.F32,
            Shape = [1, 1 + (to * to), width],
            Read = (start, destination) => bytes.Value.AsSpan((int)start, destination.Length).CopyTo(destination),
        };
    }

    // Source: facebookresearch/dino @ 7c446df, vision_transformer.py: interpolate_pos_encoding (bicubic, corners not aligned, no antialias), with the size given instead of a factor.
    private static byte[] Resize(string path, StoredTensor table, long from, long to, long width)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable guard = no_grad();
        Tensor all = empty(1, 1 + (from * from), width, dtype: float32);
        TensorBytes.Read(path, table, all);
        Tensor grid = all.slice(1, 1, 1 + (from * from), 1).reshape(1, from, from, width).permute(0, 3, 1, 2);
        Tensor resized = nn.functional.interpolate(grid, size: [to, to], mode: InterpolationMode.Bicubic, align_corners: false);
        Tensor joined = cat([all.slice(1, 0, 1, 1), resized.permute(0, 2, 3, 1).reshape(1, to * to, width)], 1).contiguous();
        return joined.bytes.ToArray();
    }
}
