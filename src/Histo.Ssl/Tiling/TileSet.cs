using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Histo.Ssl.Tiling;

/// <summary>The tissue tiles of a cohort: one index over all slides, row by row within a slide, with neighbour lookup.</summary>
/// <remarks>
/// Immutable and safe for several threads. Memory: 4 bytes a tile for its cell, 1.5 bits a lattice cell for the lookup, and 1 to 4 bytes
/// for each column that is present. Holds no pixels: an <see cref="ITileSource"/> reads them.
/// </remarks>
public sealed class TileSet
{
    private readonly uint[] _cells;
    private readonly int[] _starts;
    private readonly OccupancyIndex[] _index;
    private readonly OccupancyRecord[] _records;
    private readonly SlideDirectory _directory;
    private readonly Lazy<string> _hash;

    /// <summary>Creates a tile set from cells.</summary>
    /// <param name="slides">The slides; each yields the tiles of the same position in <paramref name="cells"/>.</param>
    /// <param name="cells">For each slide its cells (column, row), in any order; sorted row by row here. A slide may have none.</param>
    /// <param name="columns">Values that go with the tiles, in the order row by row; null for none.</param>
    /// <exception cref="HistoException">HS1201: a cell lies outside its lattice. HS1202: a cell is given twice. HS0002: a column has another length.</exception>
    public TileSet(IReadOnlyList<TileSlide> slides, IReadOnlyList<(int Column, int Row)[]> cells, TileColumns? columns = null)
        : this(slides, cells.Select((own, slide) => Pack(slides[slide], own)).ToArray(), columns)
    {
    }

    internal TileSet(IReadOnlyList<TileSlide> slides, uint[][] packed, TileColumns? columns)
    {
        Slides = [.. slides];
        _starts = new int[slides.Count + 1];
        _index = new OccupancyIndex[slides.Count];
        for (int slide = 0; slide < slides.Count; slide++)
        {
            _starts[slide + 1] = checked(_starts[slide] + packed[slide].Length);
        }

        _records = new OccupancyRecord[slides.Sum(slide => OccupancyIndex.RecordCount(slide.Grid.Columns, slide.Grid.Rows))];

        _directory = new SlideDirectory(_starts);
        _cells = new uint[_starts[^1]];
        for (int slide = 0, first = 0; slide < slides.Count; slide++)
        {
            TileGrid grid = slides[slide].Grid;
            packed[slide].CopyTo(_cells, _starts[slide]);
            _index[slide] = new OccupancyIndex(_records, first, grid.Columns, grid.Rows, packed[slide]);
            first += OccupancyIndex.RecordCount(grid.Columns, grid.Rows);
        }

        Columns = columns ?? new TileColumns();
        Columns.RequireLength(Count);
        _hash = new Lazy<string>(() => TileSetHash.Of(this));
    }

    /// <summary>Gets the slides.</summary>
    public IReadOnlyList<TileSlide> Slides { get; }

    /// <summary>Gets the number of tiles.</summary>
    public int Count => _cells.Length;

    /// <summary>Gets the values that go with the tiles: labels, labelled share, artefact scores.</summary>
    public TileColumns Columns { get; }

    /// <summary>Gets the settings that the tiles were made with, as text; empty for tile sets that were put together by hand.</summary>
    public string Recipe { get; init; } = string.Empty;

    /// <summary>Gets what identifies this tile set: equal hashes mean equal tiles of equal slides, made in the same way.</summary>
    /// <value>
    /// SHA-256 in hexadecimal over the settings, each slide's id, patient, label, group, site, reader, resolution, lattice and file fingerprints, all cells and all columns. Paths do not count,
    /// so a cohort that is moved keeps its hash. Computed when first asked for.
    /// </value>
    public string Hash => _hash.Value;

    /// <summary>Gets the bytes that the index holds (cells, lookup and columns; slides' own records not counted).</summary>
    public long IndexBytes => (_cells.LongLength * sizeof(uint)) + (_starts.LongLength * sizeof(int)) + _directory.Bytes + (_index.LongLength * Unsafe.SizeOf<OccupancyIndex>()) + (_records.LongLength * OccupancyRecord.Size) + Columns.Bytes;

    /// <summary>Gets where a tile lies.</summary>
    /// <param name="tile">0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="HistoException">HS1201: there is no such tile.</exception>
    public TileAddress this[int tile]
    {
        get
        {
            int slide = SlideOf(tile);
            uint cell = _cells[tile];
            return new TileAddress(slide, (int)(cell & 0xFFFF), (int)(cell >> 16));
        }
    }

    /// <summary>Returns the slide that a tile lies in.</summary>
    /// <param name="tile">0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="HistoException">HS1201: there is no such tile.</exception>
    public int SlideOf(int tile)
    {
        if ((uint)tile >= (uint)_cells.Length)
        {
            throw new HistoException(ErrorCodes.TileOutOfRange, "there is no such tile", seen: tile, wanted: $"0 to {Count - 1}");
        }

        return _directory.Find(tile);
    }

    /// <summary>Returns the tiles of a slide as a range of indices.</summary>
    /// <param name="slide">Index of the slide.</param>
    public (int First, int Count) TilesOf(int slide) => (_starts[slide], _starts[slide + 1] - _starts[slide]);

    /// <summary>Returns the tile at a cell, or -1 when there is none (also outside the lattice).</summary>
    /// <param name="slide">Index of the slide.</param>
    /// <param name="column">Column of the lattice; any value.</param>
    /// <param name="row">Row of the lattice; any value.</param>
    public int Find(int slide, int column, int row)
    {
        int rank = _index[slide].Find(column, row);
        return rank < 0 ? -1 : _starts[slide] + rank;
    }

    /// <summary>Returns whether there is a tile at a cell.</summary>
    /// <param name="slide">Index of the slide.</param>
    /// <param name="column">Column of the lattice; any value.</param>
    /// <param name="row">Row of the lattice; any value.</param>
    public bool Contains(int slide, int column, int row) => _index[slide].Contains(column, row);

    /// <summary>Lookup of one slide; its ranks count from the slide's first tile.</summary>
    internal ref readonly OccupancyIndex IndexOf(int slide) => ref _index[slide];

    /// <summary>Starts to fetch what the addresses of tiles will be read from; a hint without effect on results.</summary>
    internal unsafe void Prefetch(ReadOnlySpan<int> tiles)
    {
        if (!Sse.IsSupported)
        {
            return;
        }

        // Addresses may be stale, or wrong, by the time they are used: a prefetch never faults.
        ref uint first = ref MemoryMarshal.GetArrayDataReference(_cells);
        foreach (int tile in tiles)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref first, tile)));
        }
    }

    internal ReadOnlySpan<uint> PackedCells(int slide) => _cells.AsSpan(_starts[slide], _starts[slide + 1] - _starts[slide]);

    /// <summary>Checks packed cells: inside the lattice, ascending, each once.</summary>
    /// <exception cref="HistoException">HS1201: outside. HS1202: given twice, or not in order.</exception>
    internal static uint[] RequireCells(TileSlide slide, uint[] packed)
    {
        for (int i = 0; i < packed.Length; i++)
        {
            int column = (int)(packed[i] & 0xFFFF), row = (int)(packed[i] >> 16);
            if (column >= slide.Grid.Columns || row >= slide.Grid.Rows)
            {
                throw Outside(slide, column, row);
            }

            if (i > 0 && packed[i] <= packed[i - 1])
            {
                throw new HistoException(ErrorCodes.DuplicateTile, "a cell is given twice", slide.Source.SlideId, $"({column}, {row})", "each cell once");
            }
        }

        return packed;
    }

    private static uint[] Pack(TileSlide slide, (int Column, int Row)[] cells)
    {
        var packed = new uint[cells.Length];
        for (int i = 0; i < cells.Length; i++)
        {
            (int column, int row) = cells[i];
            packed[i] = column is >= 0 and <= 0xFFFF && row is >= 0 and <= 0xFFFF ? ((uint)row << 16) | (uint)column : throw Outside(slide, column, row);
        }

        Array.Sort(packed);
        return RequireCells(slide, packed);
    }

    private static HistoException Outside(TileSlide slide, int column, int row) => new(
        ErrorCodes.TileOutOfRange, "a cell lies outside the lattice", slide.Source.SlideId, $"({column}, {row})", $"{slide.Grid.Columns} x {slide.Grid.Rows} cells");
}
