using Histo.Ssl.Pairs;
using Histo.Ssl.Randomness;
using Histo.Ssl.Tiling;
using Histo.Ssl.Views;

namespace Histo.Ssl.Tests.Views;

/// <summary>Small batches of smooth, stained-looking tiles.</summary>
internal static class ViewBatches
{
    /// <summary>A batch of pairs; both rows of a pair show the same tile when <paramref name="shared"/>. Pair i lies in slide i / 4.</summary>
    public static PixelBatch Create(int pairs, int tileSize, int views = 2, bool shared = true, long step = 3)
    {
        int sources = shared ? pairs : pairs * views;
        byte[] pixels = new byte[sources * tileSize * tileSize * 3];
        for (int source = 0; source < sources; source++)
        {
            Tile(tileSize, source).CopyTo(pixels, source * tileSize * tileSize * 3);
        }

        var rows = new BatchRow[pairs * views];
        int[] places = new int[rows.Length];
        for (int row = 0; row < rows.Length; row++)
        {
            int pair = row % pairs;
            places[row] = shared ? pair : row;
            rows[row] = new BatchRow(pair, new TileAddress(pair / 4, pair, 0), -1, 0, (byte)(row / pairs), PairRelation.Self);
        }

        return new PixelBatch(new BatchContext(step, 0, pairs, rows), tileSize, pixels, places);
    }

    /// <summary>A tile with gradients, waves and noise in every channel, black and white included.</summary>
    public static byte[] Tile(int size, int source)
    {
        var random = new CounterRandom(7, 0, source, RandomSlot.Synthetic);
        float a = random.Uniform(0.1f, 0.8f), b = random.Uniform(0.1f, 0.8f), c = random.Uniform(0, 6);
        byte[] tile = new byte[size * size * 3];
        for (int y = 0; y < size; y++)
        {
            for (int x = 0; x < size; x++)
            {
                for (int channel = 0; channel < 3; channel++)
                {
                    double wave = (0.5 * Math.Sin((a * x) + (b * y * (channel + 1)) + c)) + (0.2 * Math.Cos(b * x)) + 0.6 - (0.1 * channel) + random.Uniform(-0.2f, 0.2f);
                    tile[(((y * size) + x) * 3) + channel] = (byte)Math.Clamp(wave * 255, 0, 255);
                }
            }
        }

        return tile;
    }
}
