using CsCheck;
using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Tests.Tiling;

public class TileSetTests
{
    [Fact]
    public void Find_RandomOccupancy_EqualsHashMap() =>
        Gen.Select(Gen.Int[1, 90], Gen.Int[1, 40], Gen.Double[0, 1], Gen.UInt).Array[1, 4].Sample(slides =>
        {
            TileSlide[] records = [.. slides.Select((slide, index) => Slide($"s{index}", slide.Item1, slide.Item2))];
            (int, int)[][] cells = [.. slides.Select(slide => Cells(slide.Item1, slide.Item2, slide.Item3, slide.Item4))];
            var tiles = new TileSet(records, cells);
            var map = new Dictionary<(int, int, int), int>();
            for (int slide = 0; slide < records.Length; slide++)
            {
                foreach ((int column, int row) in cells[slide].OrderBy(cell => cell.Item2).ThenBy(cell => cell.Item1))
                {
                    map.Add((slide, column, row), map.Count);
                }
            }

            tiles.Count.Should().Be(map.Count);
            for (int slide = 0; slide < records.Length; slide++)
            {
                for (int row = -2; row < records[slide].Grid.Rows + 2; row++)
                {
                    for (int column = -2; column < records[slide].Grid.Columns + 2; column++)
                    {
                        int expected = map.GetValueOrDefault((slide, column, row), -1);
                        if (tiles.Find(slide, column, row) != expected || tiles.Contains(slide, column, row) != (expected >= 0))
                        {
                            throw new InvalidOperationException($"{slide} {column} {row}: {tiles.Find(slide, column, row)} instead of {expected}");
                        }
                    }
                }
            }

            foreach (((int slide, int column, int row), int tile) in map)
            {
                tiles[tile].Should().Be(new TileAddress(slide, column, row));
            }
        }, iter: 60);

    [Fact]
    public void TilesOf_EmptySlideBetweenOthers_IsEmptyAndSkipped()
    {
        var tiles = new TileSet([Slide("a", 3, 3), Slide("b", 3, 3), Slide("c", 3, 3)], [[(2, 0), (0, 1)], [], [(1, 1)]]);
        tiles.TilesOf(1).Should().Be((2, 0));
        tiles.SlideOf(1).Should().Be(0);
        tiles.SlideOf(2).Should().Be(2);
        FluentActions.Invoking(() => tiles[3]).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.TileOutOfRange);
        FluentActions.Invoking(() => tiles.SlideOf(3)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.TileOutOfRange);
    }

    [Fact]
    public void Constructor_BadCells_AreRefused()
    {
        FluentActions.Invoking(() => new TileSet([Slide("a", 3, 3)], [[(3, 0)]])).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.TileOutOfRange);
        FluentActions.Invoking(() => new TileSet([Slide("a", 3, 3)], [[(0, -1)]])).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.TileOutOfRange);
        FluentActions.Invoking(() => new TileSet([Slide("a", 3, 3)], [[(1, 1), (1, 1)]])).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.DuplicateTile);
        FluentActions.Invoking(() => new TileSet([Slide("a", 3, 3)], [[(1, 1)]], new TileColumns { LabelledShare = new float[2] })).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);
        FluentActions.Invoking(() => new TileSet([Slide("a", 3, 3)], [[(1, 1)]], new TileColumns { Label = [2], LabelNames = ["x", "y"] })).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);
    }

    [Fact]
    public void Hash_ChangesWithEachPartOfTheContent_AndNotWithPaths()
    {
        static TileSet Make(int column = 1, string id = "a", string reader = "memory", int origin = 0, string folder = "/x/", byte tissue = 200, string recipe = "r", string? patient = null)
        {
            TileSlide slide = Slide(id, 9, 9);
            slide = slide with
            {
                Source = slide.Source with { Parts = [new ManifestPart(folder + id)], PatientId = patient },
                ReaderName = reader,
                Grid = slide.Grid with { OriginX = origin },
            };
            return new TileSet([slide], [[(column, 2)]], new TileColumns { TissueShare = [tissue] }) { Recipe = recipe };
        }

        string hash = Make().Hash;
        hash.Should().HaveLength(64).And.Be(Make(folder: "/y/").Hash);
        string[] others = [Make(2).Hash, Make(id: "b").Hash, Make(reader: "tiff").Hash, Make(origin: 1).Hash, Make(tissue: 201).Hash, Make(recipe: "q").Hash, Make(patient: "p").Hash];
        others.Should().OnlyHaveUniqueItems().And.NotContain(hash);
    }

    [Fact]
    public void IndexBytes_StayUnderSixteenATile()
    {
        // One cell in four holds tissue: a slide with a lot of glass.
        (int, int)[] cells = [.. from row in Enumerable.Range(0, 200) from column in Enumerable.Range(0, 200) select (column, row)];
        var tiles = new TileSet([Slide("a", 400, 400)], [cells], new TileColumns { LabelledShare = new float[40_000], TissueShare = new byte[40_000] });
        (tiles.IndexBytes / (double)tiles.Count).Should().BeLessThan(16);
    }

    internal static TileSlide Slide(string id, int columns, int rows, int tileSize = 32, int stride = 32) => new(
        new ManifestSlide(id, [new ManifestPart("/nowhere/" + id)]), "memory", new TileGrid { Columns = columns, Rows = rows, TileSize = tileSize, Stride = stride, Mpp = 1 });

    private static (int, int)[] Cells(int columns, int rows, double density, uint seed)
    {
        var random = new Ssl.Randomness.CounterRandom(seed, 0, 0, default);
        var cells = new List<(int, int)>();
        for (int row = rows - 1; row >= 0; row--)
        {
            for (int column = 0; column < columns; column++)
            {
                if (random.NextDouble() < density)
                {
                    cells.Add((column, row));
                }
            }
        }

        return [.. cells];
    }
}
