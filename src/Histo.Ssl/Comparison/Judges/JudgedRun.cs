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
    private readonly List<(string Cohort, TileColour Colour, bool Embedded)> _asked = [];

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
    public ITileSource Pixels(string cohort, TileColour colour)
    {
        _asked.Add((cohort, colour, false));
        return _cohorts.Source(cohort, Options, colour);
    }

    /// <summary>Embeds a cohort; once, whatever the number of tasks that ask for it.</summary>
    /// <param name="cohort">Name of the cohort.</param>
    /// <param name="colour">What is done to the colours.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="HistoException">HS1801, HS1802: no tile can be read, or a vector is not finite.</exception>
    public EmbeddingSet Embed(string cohort, TileColour colour, CancellationToken cancellation)
    {
        _asked.Add((cohort, colour, true));
        if (_embedded.TryGetValue((cohort, colour), out EmbeddingSet? known))
        {
            return known;
        }

        EmbeddingSet set = Compute(Pixels(cohort, colour), cancellation);
        return _embedded[(cohort, colour)] = set;
    }

    /// <summary>What a reader should know about the tiles that were asked for since the last call: a task's own, whatever came before it.</summary>
    internal IReadOnlyList<string> TakeNotes()
    {
        var notes = new List<string>();
        foreach ((string cohort, TileColour colour, bool embedded) in _asked)
        {
            notes.AddRange(_cohorts.Notes(cohort, Options, colour));
            if (embedded && _embedded.GetValueOrDefault((cohort, colour))?.Unreadable.Count is > 0 and int unreadable)
            {
                notes.Add($"{cohort}: {unreadable} tiles cannot be read and are left out.");
            }
        }

        _asked.Clear();
        return [.. notes.Distinct()];
    }

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
