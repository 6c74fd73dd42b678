using System.Globalization;
using Histo.Ssl.Features;
using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Reports;

/// <summary>Shows what an encoder takes for alike: a few tiles, each with the nearest tiles of other patients or slides.</summary>
public static class NeighbourPanels
{
    /// <summary>Adds a row of pictures a query: the query, then its neighbours by cosine, each with slide, cosine and label.</summary>
    /// <param name="section">Where to add them.</param>
    /// <param name="set">Embedded tiles.</param>
    /// <param name="source">Pixels of the tiles that the set's <see cref="EmbeddingSet.Tiles"/> count in. Not disposed.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Stops between pictures.</param>
    /// <returns>The tiles that are shown, one entry a query. The choice depends on set and options alone.</returns>
    /// <remarks>A neighbour with the label of its query has a solid frame and "= label" below it, one with another label a dashed frame and "≠ label". A query whose pixels cannot be read has no row.</remarks>
    /// <exception cref="HistoException">HS0001: an option lies outside its range. HS0002: there is not one label a row. HS1803: the set was made from other tiles than the source's.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IReadOnlyList<NeighbourPanel> Add(ReportSection section, EmbeddingSet set, ITileSource source, NeighbourPanelOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(source);
        options = OptionRules.Require(options ?? new NeighbourPanelOptions());
        RequireSameTiles(set, source.Tiles);
        IReadOnlyList<string?> labels = ShownClasses.Of(set, options.Labels);
        IReadOnlyList<NeighbourPanel> panels = NeighbourSearch.Find(set, labels, options, cancellationToken);
        if (panels.All(panel => panel.Others.Count == 0))
        {
            section.Notice(NoticeKind.Information, "All tiles are of one patient or slide: there are no others to look for neighbours in.");
        }
        else
        {
            section.Paragraph($"The first picture of a row is a tile, the others are the tiles of other patients or slides with the largest cosine to it. {Agreement(panels, labels)}");
        }

        foreach (NeighbourPanel panel in panels)
        {
            cancellationToken.ThrowIfCancellationRequested();
            AddRow(section, set, source, panel.Query, panel.Others, labels, options, "elsewhere");
            AddRow(section, set, source, panel.Query, panel.SameSlide, labels, options, "on the same slide");
        }

        return panels;
    }

    private static void RequireSameTiles(EmbeddingSet set, TileSet tiles)
    {
        bool same = set.Origin.TileSetHash.Length == 0 ? set.Tiles.Max() < tiles.Count : set.Origin.TileSetHash == tiles.Hash;
        if (!same)
        {
            throw new HistoException(ErrorCodes.BadEmbeddingSet, "the embeddings are not of these tiles", seen: $"tile set {set.Origin.TileSetHash}", wanted: $"tile set {tiles.Hash}", action: "Give the tiles that were embedded.");
        }
    }

    private static string Agreement(IReadOnlyList<NeighbourPanel> panels, IReadOnlyList<string?> labels)
    {
        (int Query, int Row)[] known = [.. panels.SelectMany(panel => panel.Others.Select(other => (panel.Query, other.Row))).Where(pair => labels[pair.Query] is not null && labels[pair.Row] is not null)];
        return known.Length == 0 ? string.Empty : string.Create(
            CultureInfo.InvariantCulture,
            $"Of {known.Length} labelled neighbours {known.Count(pair => labels[pair.Query] == labels[pair.Row])} have the label of their tile (solid frame, =); the others have a dashed frame and ≠. So few tiles show, they do not measure.");
    }

    private static void AddRow(
        ReportSection section, EmbeddingSet set, ITileSource source, int query, IReadOnlyList<NeighbourTile> neighbours, IReadOnlyList<string?> labels, NeighbourPanelOptions options, string where)
    {
        if (neighbours.Count == 0)
        {
            return;
        }

        try
        {
            ReportFigure first = Picture(set, source, query, options.MaxSide, Caption(set, query, labels[query] is { } own ? $"tile, {own}" : "tile"), "query");
            section.Figures($"{set.SlideOf(query).SlideId}{(labels[query] is { } label ? $", {label}" : string.Empty)}: nearest tiles {where}", [first, .. neighbours.Select(each => Neighbour(set, source, query, each, labels, options))], width: 132);
        }
        catch (HistoException error) when (error.Code == ErrorCodes.PixelsUnreadable)
        {
            section.Notice(NoticeKind.Warning, $"A row is left out, because a tile cannot be read: {error.Message}");
        }
    }

    private static ReportFigure Neighbour(EmbeddingSet set, ITileSource source, int query, NeighbourTile each, IReadOnlyList<string?> labels, NeighbourPanelOptions options)
    {
        bool known = labels[query] is not null && labels[each.Row] is not null, agrees = known && labels[query] == labels[each.Row];
        string label = known ? $"{(agrees ? "=" : "≠")} {labels[each.Row]}" : labels[each.Row] ?? "no label";
        return Picture(set, source, each.Row, options.MaxSide, Caption(set, each.Row, string.Create(CultureInfo.InvariantCulture, $"{label}, cosine {each.Cosine:0.000}")), known ? agrees ? "agrees" : "differs" : string.Empty);
    }

    private static string Caption(EmbeddingSet set, int row, string what) => string.Create(CultureInfo.InvariantCulture, $"{what}; {set.SlideOf(row).SlideId}, column {set.Columns[row]}, row {set.Rows[row]}");

    private static ReportFigure Picture(EmbeddingSet set, ITileSource source, int row, int maxSide, string caption, string frame)
    {
        var image = new RgbImage(source.TileSize, source.TileSize);
        source.Read(set.Tiles[row], image.Pixels);
        ReportFigure figure = ReportFigure.Of(image, caption, maxSide: maxSide);
        figure.Frame = frame;
        return figure;
    }
}
