using Histo.Ssl.Encoders;
using Histo.Ssl.Features;
using Histo.Ssl.Tiling;
using Histo.Ssl.Training;
using Histo.Ssl.Views;

namespace Histo.Ssl.Comparison;

/// <summary>A run that is being judged: its encoder, and the cohorts of the plan as it sees them. Belongs to the thread that judges.</summary>
public sealed class JudgedRun
{
    private readonly CohortShelf _cohorts;
    private readonly Dictionary<(string Cohort, TileColour Colour), EmbeddingSet> _embedded = [];

    internal JudgedRun(ComparisonRun run, PretrainOptions options, Encoder? encoder, CohortShelf cohorts) => (Run, Options, Encoder, _cohorts) = (run, options, encoder, cohorts);

    /// <summary>Gets the cell of the grid.</summary>
    public ComparisonRun Run { get; }

    /// <summary>Gets the options that it was pretrained with.</summary>
    public PretrainOptions Options { get; }

    /// <summary>Gets the encoder, which the comparison disposes; null for the histogram of colours.</summary>
    public Encoder? Encoder { get; }

    /// <summary>Returns the pixels of a cohort on the run's grid.</summary>
    /// <param name="cohort">Name of the cohort.</param>
    /// <param name="colour">What is done to the colours.</param>
    /// <returns>A source that all runs share and the comparison disposes.</returns>
    public ITileSource Pixels(string cohort, TileColour colour) => _cohorts.Source(cohort, Options, colour);

    /// <summary>Embeds a cohort; once, whatever the number of tasks that ask for it.</summary>
    /// <param name="cohort">Name of the cohort.</param>
    /// <param name="colour">What is done to the colours.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="HistoException">HS1801, HS1802: no tile can be read, or a vector is not finite.</exception>
    public EmbeddingSet Embed(string cohort, TileColour colour, CancellationToken cancellation)
    {
        if (_embedded.TryGetValue((cohort, colour), out EmbeddingSet? known))
        {
            return known;
        }

        EmbeddingSet set = Compute(Pixels(cohort, colour), cancellation);
        return _embedded[(cohort, colour)] = set;
    }

    /// <summary>What a reader should know about the tiles that a task has embedded.</summary>
    internal IEnumerable<string> Notes(ComparisonTask task) =>
        from cohort in new[] { task.Cohort, task.Test }.OfType<string>()
        let unreadable = _embedded.GetValueOrDefault((cohort, task.Colour))?.Unreadable.Count ?? 0
        from note in _cohorts.Notes(cohort, Options, task.Colour).Concat(unreadable == 0 ? [] : [$"{cohort}: {unreadable} tiles cannot be read and are left out."])
        select note;

    private EmbeddingSet Compute(ITileSource pixels, CancellationToken cancellation)
    {
        var options = new EmbeddingOptions { ReadingThreads = 1 };
        if (Encoder is null)
        {
            return new ColourHistogram(options).Embed(pixels, cancellationToken: cancellation);
        }

        using IViewExecutor executor = ViewExecutors.For(ComputeDevice.Resolve(Options.Training.Device));
        return new TileEmbedder(Encoder, executor, options).Embed(pixels, cancellationToken: cancellation);
    }
}
