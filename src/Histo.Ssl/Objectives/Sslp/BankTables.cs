using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>Turns lists of tiles into index tensors.</summary>
internal static class BankTables
{
    /// <summary>Makes a table with a row a list, -1 behind the end of each.</summary>
    /// <param name="lists">The lists.</param>
    /// <param name="device">Where the table shall lie.</param>
    /// <returns>(lists, longest) in int64; the caller disposes it.</returns>
    public static Tensor Pad(int[][] lists, Device device)
    {
        int width = lists.Max(list => list.Length);
        var table = new long[lists.Length * width];
        Array.Fill(table, -1);
        for (int row = 0; row < lists.Length; row++)
        {
            for (int i = 0; i < lists[row].Length; i++)
            {
                table[(row * width) + i] = lists[row][i];
            }
        }

        return Make(table, lists.Length, device);
    }

    /// <summary>Makes a table of one tile a row.</summary>
    public static Tensor Column(int[] tiles, Device device) => Pad([.. tiles.Select(tile => new[] { tile })], device);

    /// <summary>Makes a table of rows of equal length.</summary>
    public static Tensor Make(long[] table, int rows, Device device)
    {
        using Tensor flat = tensor(table, device: device);
        return flat.reshape(rows, table.Length / rows).clone();
    }
}
