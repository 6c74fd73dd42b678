using Histo.Ssl.Mil.Bags;

namespace Histo.Ssl.Mil.Training;

/// <summary>Gives the features of bags. Knows nothing of labels.</summary>
public interface IBagSource
{
    /// <summary>Gets the number of features of an instance.</summary>
    int Width { get; }

    /// <summary>Gets what made the features.</summary>
    FeatureOrigin Origin { get; }

    /// <summary>Reads a bag.</summary>
    /// <param name="bag">Which one.</param>
    /// <returns>The bag; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS2001: it has no instance.</exception>
    Bag Load(LabelledBag bag);
}
