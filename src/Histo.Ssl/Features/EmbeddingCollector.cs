using Histo.Ssl.Tiling;

namespace Histo.Ssl.Features;

/// <summary>Gathers the vectors of readable tiles, in order, and the list of the others.</summary>
internal sealed class EmbeddingCollector
{
    private readonly TileSet _set;
    private readonly TileColour _colour;
    private readonly IReadOnlyList<int> _tiles;
    private readonly int _dimensions;
    private readonly float[] _features;
    private readonly int[] _kept;
    private readonly long[] _content;
    private readonly List<UnreadableTile> _unreadable = [];
    private int _count;

    public EmbeddingCollector(ITileSource source, IReadOnlyList<int> tiles, int dimensions)
    {
        if ((long)tiles.Count * dimensions > Array.MaxLength)
        {
            throw new HistoException(
                ErrorCodes.InvalidOption, "the features do not fit into one array", seen: $"{tiles.Count} tiles x {dimensions}", wanted: $"at most {Array.MaxLength} numbers", action: "Embed the slides in several runs.");
        }

        _set = source.Tiles;
        _colour = source.Colour;
        _tiles = tiles;
        _dimensions = dimensions;
        _features = new float[tiles.Count * dimensions];
        _kept = new int[tiles.Count];
        _content = new long[tiles.Count];
    }

    public int Unreadable => _unreadable.Count;

    /// <summary>Takes a batch and its vectors (Count x dimensions).</summary>
    public void Add(TileReadBatch batch, ReadOnlySpan<float> vectors)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            int tile = _tiles[batch.First + i];
            if (batch.Errors[i] is { } error)
            {
                _unreadable.Add(UnreadableTile.Of(_set, tile, error));
                continue;
            }

            ReadOnlySpan<float> vector = vectors.Slice(i * _dimensions, _dimensions);
            FeatureCheck.RequireFinite(vector, _set, tile);
            vector.CopyTo(_features.AsSpan(_count * _dimensions));
            _content[_count] = batch.Content[i];
            _kept[_count++] = tile;
        }
    }

    public EmbeddingSet ToSet(string encoder, string encoderHash, int inputSize)
    {
        if (_count == 0)
        {
            throw new HistoException(
                ErrorCodes.NothingEmbedded, "no tile can be read", _unreadable.FirstOrDefault()?.Message, $"{_unreadable.Count} unreadable tiles", "at least one readable tile", "Run 'histo doctor --full' on the slides.");
        }

        int[] kept = _kept[.._count];
        TileAddress[] addresses = Array.ConvertAll(kept, tile => _set[tile]);
        TileLabelColumns known = TileLabelColumns.Of(_set, kept);
        TileGrid first = _set.Slides[addresses[0].Slide].Grid;
        var origin = new EmbeddingOrigin
        {
            Encoder = encoder,
            EncoderHash = encoderHash,
            InputSize = inputSize,
            TileSize = first.TileSize,
            Stride = first.Stride,
            Mpp = addresses.Select(each => each.Slide).Distinct().Average(slide => _set.Slides[slide].Grid.Mpp),
            Colour = TileColours.NameOf(_colour),
            TileSetHash = _set.Hash,
        };
        return new EmbeddingSet(
            origin,
            known.Slides,
            kept,
            known.SlideIndex,
            Array.ConvertAll(addresses, each => each.Column),
            Array.ConvertAll(addresses, each => each.Row),
            known.LabelledShare,
            _count == _tiles.Count ? _features : _features[..(_count * _dimensions)],
            _unreadable,
            known.Labels,
            known.LabelNames,
            _content[.._count]);
    }
}
