using Histo.Ssl.Tiling;

namespace Histo.Ssl.Training;

/// <summary>How far a run has come: while slides are tiled <see cref="Tiling"/> is set, afterwards <see cref="Step"/>.</summary>
public readonly record struct PretrainProgress
{
    /// <summary>Gets how far tiling has come.</summary>
    /// <value>Null while training.</value>
    public TilingProgress? Tiling { get; init; }

    /// <summary>Gets the meters of the step that was finished last.</summary>
    /// <value>Null while tiling.</value>
    public StepMeters? Step { get; init; }

    /// <summary>Gets the number of steps of the run; 0 while tiling.</summary>
    public long Steps { get; init; }
}
