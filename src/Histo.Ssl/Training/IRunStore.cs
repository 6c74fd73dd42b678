namespace Histo.Ssl.Training;

/// <summary>Where a trainer keeps its state and its meters. <c>RunDirectory</c> is the one on disk.</summary>
public interface IRunStore
{
    /// <summary>Saves the state; after it returns, a killed process goes on from here.</summary>
    /// <param name="state">The state after its <see cref="RunState.Step"/> steps.</param>
    void Save(RunState state);

    /// <summary>Loads the newest state, if there is one.</summary>
    /// <param name="state">Filled in place.</param>
    /// <returns>Whether there was one.</returns>
    bool TryLoad(RunState state);

    /// <summary>Appends the meters of one step, flushed.</summary>
    /// <param name="meters">The meters.</param>
    void Append(StepMeters meters);
}
