using System.Diagnostics;
using Histo.Ssl.Training;

namespace Histo.Benchmarks.Inputs;

/// <summary>Times the steps of a run after the first ones, in which threads start and buffers are made.</summary>
internal sealed class StepClock(int skipped) : IProgress<StepMeters>
{
    private long _start, _end;
    private int _seen, _counted;
    private double _waiting, _views;

    /// <summary>Gets the mean seconds of a step, everything between two steps included.</summary>
    public double SecondsPerStep => Stopwatch.GetElapsedTime(_start, _end).TotalSeconds / _counted;

    /// <summary>Gets the share of that in which the trainer waited for pixels.</summary>
    public double WaitingShare => _waiting / Stopwatch.GetElapsedTime(_start, _end).TotalSeconds;

    /// <summary>Gets the share of that in which views were made.</summary>
    public double ViewShare => _views / Stopwatch.GetElapsedTime(_start, _end).TotalSeconds;

    public void Report(StepMeters value)
    {
        _end = Stopwatch.GetTimestamp();
        if (++_seen <= skipped)
        {
            _start = _end;
            return;
        }

        _counted++;
        _waiting += value.WaitingShare * value.Seconds;
        _views += value.ViewSeconds;
    }
}
