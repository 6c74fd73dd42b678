using System.Diagnostics;
using Histo.Ssl.Slides;

namespace Histo.Benchmarks.Inputs;

/// <summary>Reads all whole squares of level 0 with one of our readers: same order and same share of the threads as the loop in C.</summary>
internal static class TileLoop
{
    public static LoopResult Read(ISlideReader reader, BenchmarkSlide input, int offset, int threads)
    {
        using ISlide slide = reader.Open(input.FilePath);
        int tile = input.TileSize, columns = (slide.Levels[0].Width - offset) / tile, count = columns * ((slide.Levels[0].Height - offset) / tile);
        Exception? failure = null;
        long start = Stopwatch.GetTimestamp();
        var others = new Thread[threads - 1];
        for (int i = 0; i < others.Length; i++)
        {
            int run = i + 1;
            others[i] = new Thread(() => ReadRun(run));
            others[i].Start();
        }

        ReadRun(0);
        Array.ForEach(others, thread => thread.Join());
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return failure is null ? new LoopResult(count, seconds) : throw new InvalidOperationException("A tile could not be read.", failure);

        void ReadRun(int run)
        {
            try
            {
                byte[] rgb = new byte[tile * tile * 3];
                for (long i = (long)run * count / threads; i < (run + 1L) * count / threads; i++)
                {
                    slide.ReadRegion(0, offset + (int)(i % columns * tile), offset + (int)(i / columns * tile), tile, tile, rgb);
                }
            }
            catch (Exception error)
            {
                Volatile.Write(ref failure, error);
            }
        }
    }
}
