using Histo.Ssl.Tiling;

namespace Histo.Ssl.Training;

/// <summary>A finished run: its folder, its record, and its parts for whoever writes a report. Disposing it disposes the parts.</summary>
/// <param name="Run">The folder.</param>
/// <param name="Record">Content of <c>run.json</c>.</param>
/// <param name="Session">The parts, trained.</param>
/// <param name="Slides">What tiling made of each slide; empty for a resumed run, which is not tiled again.</param>
public sealed record PretrainOutcome(RunDirectory Run, RunRecord Record, PretrainSession Session, IReadOnlyList<SlideOutcome> Slides) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Session.Dispose();
        Run.Dispose();
    }
}
