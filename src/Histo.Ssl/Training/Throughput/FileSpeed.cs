using System.Diagnostics;
using Histo.Ssl.Randomness;
using Histo.Ssl.Slides;
using Microsoft.Win32.SafeHandles;

namespace Histo.Ssl.Training;

/// <summary>How fast blocks come from all over the slides' files, with as many readers as training has.</summary>
internal static class FileSpeed
{
    private const int Block = 256 << 10, BlocksAtOnce = 16;

    // Files that only say where the pixels are: those lie beside them.
    private static readonly string[] Indices = [".mrxs", ".vms", ".vmu"];

    /// <summary>Returns the files of slides whose pixels they hold.</summary>
    /// <returns>Empty when one of the slides is a folder or lies beside its file.</returns>
    public static IReadOnlyList<FileInfo> Files(IEnumerable<ManifestSlide> slides)
    {
        FileInfo[] files = [.. slides.SelectMany(slide => slide.Parts).Select(part => new FileInfo(part.FilePath))];
        return files.All(file => file.Exists && file.Length > 0 && !Indices.Contains(file.Extension, StringComparer.OrdinalIgnoreCase)) ? files : [];
    }

    /// <returns>Bytes a second.</returns>
    public static double Measure(IReadOnlyList<FileInfo> files, int readers, TimeSpan time, CancellationToken cancellation)
    {
        long bytes = 0, start = Stopwatch.GetTimestamp();

        // Other places each time: what was read before is in memory.
        ulong seed = (ulong)start;
        Parallel.For(0, readers, new ParallelOptions { MaxDegreeOfParallelism = readers, CancellationToken = cancellation }, reader =>
        {
            var random = new CounterRandom(seed, 0, reader, RandomSlot.Torch);
            byte[] block = new byte[Block];
            do
            {
                cancellation.ThrowIfCancellationRequested();
                FileInfo file = files[random.Next(files.Count)];
                using SafeFileHandle handle = File.OpenHandle(file.FullName, options: FileOptions.RandomAccess);
                for (int i = 0; i < BlocksAtOnce; i++)
                {
                    long place = (long)(random.NextUInt64() % (ulong)Math.Max(1, file.Length - Block));
                    Interlocked.Add(ref bytes, RandomAccess.Read(handle, block, place));
                }
            }
            while (Stopwatch.GetElapsedTime(start) < time);
        });
        return bytes / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
