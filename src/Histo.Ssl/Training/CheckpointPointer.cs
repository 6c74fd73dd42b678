namespace Histo.Ssl.Training;

/// <summary>Content of <c>checkpoint/latest.json</c>.</summary>
/// <param name="Step">Number of finished steps.</param>
/// <param name="File">Name of the state's file in the same folder.</param>
internal sealed record CheckpointPointer(long Step, string File);
