using Histo.Ssl.Slides;
using Histo.Ssl.Storage;

namespace Histo.Ssl.Mil.Explanation;

/// <summary>Which files an explanation is written to; null for those that are not wanted.</summary>
public sealed record ExplanationFiles
{
    /// <summary>Gets the heatmap, a PNG file.</summary>
    public string? Heatmap { get; init; }

    /// <summary>Gets the contact sheet of the top and bottom tiles, a PNG file.</summary>
    public string? Tiles { get; init; }

    /// <summary>Gets the tiles for QuPath: .geojson, .geojson.gz or .zip.</summary>
    public string? GeoJson { get; init; }

    /// <summary>Writes the files; each appears under its name when it is complete.</summary>
    /// <param name="explanation">What is shown; its tiles lie in level-0 pixels.</param>
    /// <param name="slide">The open slide; not disposed here.</param>
    /// <param name="options">How the heatmap is drawn; null for the defaults.</param>
    /// <param name="cancellation">Stops between two reads.</param>
    /// <exception cref="HistoException">HS2061: nobody knows where the tiles lie. HS2064: a tile lies outside the slide. HS0001: a setting is out of range.</exception>
    /// <exception cref="IOException">A folder cannot be written.</exception>
    public void Write(SlideExplanation explanation, ISlide slide, HeatmapOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        ReadOnlySpan<double> scores = explanation.Scores.Span;
        if (Heatmap is not null)
        {
            byte[] png = AttentionHeatmap.Draw(scores, explanation.RequirePositions(), slide, options, cancellation);
            AtomicFile.Write(Heatmap, stream => stream.Write(png));
        }

        if (Tiles is not null)
        {
            byte[] png = TopTiles.Read(scores, explanation.RequirePositions(), slide, cancellation: cancellation).ToPng();
            AtomicFile.Write(Tiles, stream => stream.Write(png));
        }

        if (GeoJson is not null)
        {
            QuPathTiles.Write(GeoJson, explanation.RequirePositions(), explanation.Measurements(), cancellation: cancellation);
        }
    }
}
