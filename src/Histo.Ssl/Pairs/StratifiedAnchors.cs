using Histo.Ssl.Randomness;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Pairs;

/// <summary>The tiles that may be anchors by stratum, and the endless order in which each stratum gives them.</summary>
/// <remarks>Row i of a stratum with n anchors a batch is place step n + i of its order, computed from the seed and the place.</remarks>
internal sealed class StratifiedAnchors
{
    private readonly TileSet _tiles;
    private readonly AnchorStrata _strata;
    private readonly int[][] _members;
    private readonly int[] _counts, _stratumOfRow, _firstRow;
    private readonly ulong[] _seeds;

    public StratifiedAnchors(TileSet tiles, AnchorStrata strata, Func<int, int> tileAt, int count, int batchSize, ulong seed)
    {
        (_tiles, _strata, _counts) = (tiles, strata, strata.Counts(batchSize));
        var members = new List<int>[_counts.Length];
        for (int place = 0; place < count; place++)
        {
            int tile = tileAt(place);
            (members[strata.OfSlide(tiles.SlideOf(tile))] ??= []).Add(tile);
        }

        _members = [.. members.Select(stratum => stratum?.ToArray() ?? [])];
        for (int stratum = 0; stratum < _counts.Length; stratum++)
        {
            if (_members[stratum].Length < _counts[stratum])
            {
                throw new HistoException(
                    ErrorCodes.TooFewAnchors, $"{strata.Strata[stratum].Name} have fewer tiles than their share of a batch", seen: _members[stratum].Length, wanted: $"at least {_counts[stratum]}", action: "Lower the batch size or the share, or add slides.");
            }
        }

        _stratumOfRow = [.. _counts.SelectMany((rows, stratum) => Enumerable.Repeat(stratum, rows))];
        _firstRow = [.. _counts.Select((_, stratum) => _counts.Take(stratum).Sum())];
        _seeds = [.. _counts.Select((_, stratum) => new CounterRandom(seed, 0, stratum, RandomSlot.AnchorStrata).NextUInt64())];
    }

    /// <summary>The tile that a row of a step has unless something forbids it.</summary>
    public int At(long step, int row)
    {
        int stratum = _stratumOfRow[row];
        int[] tiles = _members[stratum];
        long place = (step * _counts[stratum]) + row - _firstRow[stratum];
        return tiles[new Permutation(tiles.Length, _seeds[stratum], place / tiles.Length)[(int)(place % tiles.Length)]];
    }

    /// <summary>The tiles of a tile's stratum.</summary>
    public ReadOnlySpan<int> PeersOf(int tile) => _members[_strata.OfSlide(_tiles.SlideOf(tile))];
}
