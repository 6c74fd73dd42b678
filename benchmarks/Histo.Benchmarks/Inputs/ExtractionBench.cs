using Histo.Ssl.Encoders;
using Histo.Ssl.Features;
using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;
using Histo.Ssl.Views;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Benchmarks.Inputs;

/// <summary>One encoder that either extracts a slide into a store, or computes the same batches from ready tensors.</summary>
internal sealed class ExtractionBench : IDisposable
{
    private const int TileSize = 224;
    private readonly int _batch = BenchmarkScale.Current.TrainingPairs / 2;
    private readonly TileSet _tiles;
    private readonly SlideTileSource _source;
    private readonly Encoder _encoder;
    private readonly IViewExecutor _executor = ViewExecutors.For(CPU);
    private readonly FeatureExtractor _extractor;
    private readonly string _store = WorkFolder.File("extraction.h5");

    public ExtractionBench()
    {
        var slides = new SlideSource(SlideReaderFactory.Default());
        _tiles = new TileSetBuilder(slides, new TilingOptions { TileSize = TileSize, MinTissue = 0 }).Build(SlideManifest.FromPaths([BenchmarkSlides.Jpeg.FilePath]).Slides).Tiles;
        _source = new SlideTileSource(_tiles, slides);
        _encoder = EncoderFactory.Create(new EncoderSpec { Architecture = "resnet18", Width = BenchmarkScale.Current.EncoderWidth, InputSize = TileSize }, seed: 1);
        _encoder.eval();
        _extractor = new FeatureExtractor(_encoder, _executor, new EmbeddingOptions { BatchSize = _batch });
    }

    /// <summary>Gets the tiles of the slide.</summary>
    public int Tiles => _tiles.Count;

    /// <summary>Reads, prepares and computes every tile, and writes the store.</summary>
    public void Extract()
    {
        using IFeatureStoreWriter store = FeatureStoreFile.Create(_store, _extractor.Describe(_tiles.Slides[0]));
        _extractor.Extract(_source, 0, store);
        store.Complete();
    }

    /// <summary>Computes as many tiles in the same batches from a tensor that is ready.</summary>
    public void Infer()
    {
        using var noGrad = no_grad();
        using Tensor ready = zeros(_batch, 3, TileSize, TileSize);
        for (int first = 0; first < Tiles; first += _batch)
        {
            using DisposeScope scope = NewDisposeScope();
            _encoder.call(ready.narrow(0, 0, Math.Min(_batch, Tiles - first))).cpu();
        }
    }

    public void Dispose()
    {
        _executor.Dispose();
        _encoder.Dispose();
        _source.Dispose();
    }
}
