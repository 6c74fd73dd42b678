using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;
using Histo.Ssl.Tissue;
using Histo.Ssl.Training;

namespace Histo.Ssl.Comparison;

/// <summary>The cohorts of a plan: tiled and read once for each grid and colour, shared by all runs. Safe for several threads.</summary>
internal sealed class CohortShelf(ComparisonPlan plan, ISlideReaderFactory readers, CancellationToken cancellation) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<SlideManifest>> _manifests = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<TilingResult>> _tilings = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, StainNormalisedTileSource> _normalised = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<ITileSource>> _sources = new(StringComparer.Ordinal);

    public SlideManifest Manifest(string cohort) => _manifests.GetOrAdd(cohort, name => new Lazy<SlideManifest>(plan.Cohorts[name].Load)).Value;

    public TilingResult Tiling(string cohort, PretrainOptions options) => _tilings.GetOrAdd(Key(cohort, options), _ => new Lazy<TilingResult>(() => Tile(cohort, options))).Value;

    public ITileSource Source(string cohort, PretrainOptions options, TileColour colour) =>
        _sources.GetOrAdd(Key(cohort, options, colour), _ => new Lazy<ITileSource>(() => Open(cohort, options, colour))).Value;

    /// <summary>What a reader should know about the pixels of a source that was asked for.</summary>
    public IEnumerable<string> Notes(string cohort, PretrainOptions options, TileColour colour) =>
        (_normalised.GetValueOrDefault(Key(cohort, options, colour))?.Notices ?? []).Select(notice => $"{cohort}, {notice}");

    /// <summary>Pixels that belong to the caller.</summary>
    public ITileSource Pixels(string cohort, PretrainOptions options) => new SlideTileSource(Tiling(cohort, options).Tiles, Slides(options), options.Training.OpenSlides);

    public void Dispose()
    {
        foreach (Lazy<ITileSource> source in _sources.Values.Where(each => each.IsValueCreated))
        {
            source.Value.Dispose();
        }
    }

    private static string Write(TilingOptions tiling) => JsonSerializer.Serialize(tiling, ComparisonJson.Default.TilingOptions);

    private string Key(string cohort, PretrainOptions options) => $"{cohort} {Write(Grid(cohort, options))} {JsonSerializer.Serialize(options.Tissue, ComparisonJson.Default.TissueOptions)} {options.Reader}";

    private string Key(string cohort, PretrainOptions options, TileColour colour) => $"{Key(cohort, options)} {colour}";

    private TilingOptions Grid(string cohort, PretrainOptions options) =>
        JsonMerge.Over((JsonObject)JsonNode.Parse(Write(options.Tiling))!, plan.Cohorts[cohort].Tiling).Deserialize(ComparisonJson.Default.TilingOptions)!;

    private TilingResult Tile(string cohort, PretrainOptions options) =>
        new TileSetBuilder(Slides(options), Grid(cohort, options), new OtsuTissueDetector(options.Tissue)).Build(Manifest(cohort).Slides, cancellationToken: cancellation);

    private ITileSource Open(string cohort, PretrainOptions options, TileColour colour)
    {
        ITileSource source = TileColours.Apply(Pixels(cohort, options), colour);
        if (source is StainNormalisedTileSource normalised)
        {
            _normalised[Key(cohort, options, colour)] = normalised;
        }

        long bytes = (long)source.Tiles.Count * source.TileSize * source.TileSize * 3;
        if (bytes > (long)options.Training.TileCacheMegabytes << 20)
        {
            return source;
        }

        using (source)
        {
            return MemoryTileSource.Load(source, options.Training.ReaderThreads, cancellationToken: cancellation);
        }
    }

    private SlideSource Slides(PretrainOptions options) => new(readers, new SlideOpenOptions { Reader = options.Reader });
}
