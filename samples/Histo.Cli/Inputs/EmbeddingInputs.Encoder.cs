using System.CommandLine;
using Histo.Cli.Commands;
using Histo.Ssl.Encoders;
using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;
using Histo.Ssl.Tissue;

namespace Histo.Cli.Inputs;

/// <summary>The same options for work that needs the encoder itself.</summary>
internal sealed partial class EmbeddingInputs
{
    /// <summary>Tiles cohorts as the encoder's run was tiled, and hands over the encoder and their pixels.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="manifests">The cohorts.</param>
    /// <param name="work">Encoder, pixels cohort by cohort, and reading threads.</param>
    /// <param name="cancellation">Stops the tiling.</param>
    public T WithEncoder<T>(ParseResult result, IReadOnlyList<SlideManifest> manifests, Func<Encoder, IReadOnlyList<ITileSource>, int, T> work, CancellationToken cancellation)
    {
        if (_encoder.Name(result) is ColourHistogramName or ColourTextureName)
        {
            throw new UsageException($"--encoder {_encoder.Name(result)} has nothing to fine-tune: name a run or an encoder file");
        }

        (string reader, TilingOptions tiling, TissueOptions tissue) = _encoder.Grid(result);
        var source = new SlideSource(SlideReaderFactory.Default(), new SlideOpenOptions { Reader = reader });
        TileColour colour = TileColours.Parse(Colour(result) ?? TileColours.NameOf(TileColour.AsIs));
        var pixels = new List<ITileSource>();
        try
        {
            pixels.AddRange(manifests.Select(manifest => TileColours.Apply(new SlideTileSource(TilingRunner.RunAndName(source, manifest, tiling, tissue, cancellation).Tiles, source), colour)));
            using Encoder encoder = _encoder.Load(result, tiling.TileSize).Encoder;
            return work(encoder, pixels, result.GetValue(_threads) ?? 2);
        }
        finally
        {
            pixels.ForEach(each => each.Dispose());
        }
    }
}
