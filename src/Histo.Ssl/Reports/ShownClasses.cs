using Histo.Ssl.Evaluation;
using Histo.Ssl.Features;

namespace Histo.Ssl.Reports;

/// <summary>The class of each tile of an embedding set, as given or as a probe would choose it.</summary>
internal static class ShownClasses
{
    public static IReadOnlyList<string?> Of(EmbeddingSet set, IReadOnlyList<string?>? given)
    {
        if (given is not null && given.Count != set.Count)
        {
            throw new HistoException(ErrorCodes.WrongShape, "there is not one label a row", seen: given.Count, wanted: set.Count);
        }

        return given ?? Evaluation.TileClasses.NamesOf(TileLabelColumns.Of(set), new ProbeOptions());
    }
}
