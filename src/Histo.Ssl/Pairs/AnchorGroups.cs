using Histo.Ssl.Randomness;
using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Pairs;

/// <summary>The tiles that may be anchors in groups that have equal shares, and the order in which they take turns.</summary>
/// <remarks>
/// Place p of the endless order belongs to round p / G (G groups). In each round every group has one turn, in a random order; a group's n-th turn gives the n-th tile of its own endless order, in which each of its tiles comes
/// once before any comes again. All of it is computed from the seed and p.
/// </remarks>
internal sealed class AnchorGroups
{
    private readonly int[][] _tiles;
    private readonly ulong[] _seeds;
    private readonly ulong _order;

    public AnchorGroups(TileSet tiles, AnchorBalance balance, Func<int, int> tileAt, int count, ulong seed)
    {
        string[] names = [.. tiles.Slides.Select(slide => NameOf(slide.Source, balance))];
        string[] sorted = [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        int[] groupOf = [.. names.Select(name => Array.BinarySearch(sorted, name, StringComparer.Ordinal))];
        var members = new List<int>[sorted.Length];
        for (int place = 0; place < count; place++)
        {
            int tile = tileAt(place);
            (members[groupOf[tiles.SlideOf(tile)]] ??= []).Add(tile);
        }

        _tiles = [.. members.Where(group => group is not null).Select(group => group.ToArray())];
        _order = new CounterRandom(seed, 0, 0, RandomSlot.AnchorGroups).NextUInt64();
        _seeds = [.. _tiles.Select((_, group) => new CounterRandom(seed, 0, group + 1, RandomSlot.AnchorGroups).NextUInt64())];
    }

    /// <summary>Number of groups that have tiles.</summary>
    public int Count => _tiles.Length;

    public ReadOnlySpan<int> TilesOf(int group) => _tiles[group];

    /// <summary>The group whose turn a place is, and the tile that it gives.</summary>
    public (int Group, int Tile) At(long place)
    {
        long round = place / Count;
        int group = new Permutation(Count, _order, round)[(int)(place % Count)];
        int[] tiles = _tiles[group];
        return (group, tiles[new Permutation(tiles.Length, _seeds[group], round / tiles.Length)[(int)(round % tiles.Length)]]);
    }

    private static string NameOf(ManifestSlide slide, AnchorBalance balance) => balance switch
    {
        AnchorBalance.Patient => slide.PatientId is { } patient ? "p" + patient : "s" + slide.SlideId,
        AnchorBalance.Label => slide.Label is { } label ? "l" + label : string.Empty,
        AnchorBalance.Site => slide.Site is { } site ? "l" + site : string.Empty,
        _ => slide.SlideId,
    };
}
