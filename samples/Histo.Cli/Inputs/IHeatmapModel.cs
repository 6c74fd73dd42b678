using Histo.Ssl.Mil.Explanation;
using Histo.Ssl.Slides;

namespace Histo.Cli.Inputs;

/// <summary>A trained slide-level model that knows where a slide's features come from.</summary>
internal interface IHeatmapModel : IDisposable
{
    /// <summary>Gets the names of the classes in the order of the probabilities; empty for regression and survival.</summary>
    IReadOnlyList<string> ClassNames { get; }

    /// <summary>Explains a slide.</summary>
    /// <param name="slide">The open slide.</param>
    /// <param name="features">Its feature store; null: the features are extracted.</param>
    /// <param name="classIndex">The class that is asked about; null for the predicted one.</param>
    /// <param name="cancellation">Stops the extraction.</param>
    /// <returns>Scores with positions in level-0 pixels.</returns>
    SlideExplanation Explain(ISlide slide, string? features, int? classIndex, CancellationToken cancellation);
}
