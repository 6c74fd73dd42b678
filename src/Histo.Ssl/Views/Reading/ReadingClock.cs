using System.Diagnostics;

namespace Histo.Ssl.Views;

/// <summary>Adds up how long something took, from several threads.</summary>
internal sealed class ReadingClock
{
    private long _ticks;

    public double Seconds => (double)Interlocked.Read(ref _ticks) / Stopwatch.Frequency;

    public static long Now => Stopwatch.GetTimestamp();

    public void AddSince(long start) => Interlocked.Add(ref _ticks, Stopwatch.GetTimestamp() - start);
}
