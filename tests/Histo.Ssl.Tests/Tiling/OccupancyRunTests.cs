using CsCheck;
using Histo.Ssl.Randomness;
using Histo.Ssl.Tests.Pairs;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Tests.Tiling;

public class OccupancyRunTests
{
    [Fact]
    public void RunsSquaresAndRanks_EqualCellByCell()
    {
        Gen.Select(Gen.Int[1, 200], Gen.Int[1, 40], Gen.Int[0, 100], Gen.Int[0, 9999]).Sample(
            c =>
            {
                (int columns, int rows, int density, int seed) = c;
                var random = new CounterRandom((ulong)seed, 0, 0, RandomSlot.Custom);
                bool[] present = new bool[columns * rows];
                var cells = new List<uint>();
                for (int i = 0; i < present.Length; i++)
                {
                    present[i] = random.Next(100) < density;
                    if (present[i])
                    {
                        cells.Add(((uint)(i / columns) << 16) | (uint)(i % columns));
                    }
                }

                var index = new OccupancyIndex(new OccupancyRecord[OccupancyIndex.RecordCount(columns, rows)], 0, columns, rows, [.. cells]);
                bool At(int x, int y) => x >= 0 && y >= 0 && x < columns && y < rows && present[(y * columns) + x];
                for (int draw = 0; draw < 50; draw++)
                {
                    int x = random.Next(columns + 10) - 5, y = random.Next(rows + 10) - 5, length = 1 + random.Next(64), radius = 1 + random.Next(3), width = (2 * radius) + 1;
                    ulong run = 0, square = 0;
                    for (int i = 0; i < length; i++)
                    {
                        run |= At(x + i, y) ? 1UL << i : 0;
                    }

                    for (int i = 0; i < width * width; i++)
                    {
                        square |= At(x - radius + (i % width), y - radius + (i / width)) ? 1UL << i : 0;
                    }

                    int rank = At(x, y) ? present.AsSpan(0, (y * columns) + x).Count(true) : -1;
                    if (index.Run(x, y, length) != run || index.Square(x, y, radius) != square || index.Find(x, y) != rank || index.Contains(x, y) != rank >= 0)
                    {
                        return false;
                    }
                }

                return true;
            },
            iter: 100,
            threads: 1);
    }

    [Fact]
    public void SlideOf_ManySlidesOfAnySize_EqualsTheRanges()
    {
        var random = new CounterRandom(3, 0, 0, RandomSlot.Custom);
        (int, int, Func<int, int, bool>)[] slides = new (int, int, Func<int, int, bool>)[300];
        for (int i = 0; i < slides.Length; i++)
        {
            // Empty slides, slides of one tile, and slides over several blocks.
            int kind = random.Next(4), side = kind switch { 0 or 1 => 1, 2 => 6, _ => 1 + random.Next(70) };
            slides[i] = (side, side, (_, _) => kind != 0);
        }

        TileSet tiles = SyntheticTiles.Slides(slides);
        for (int slide = 0; slide < slides.Length; slide++)
        {
            (int first, int count) = tiles.TilesOf(slide);
            for (int tile = first; tile < first + count; tile++)
            {
                tiles.SlideOf(tile).Should().Be(slide);
            }
        }

        SyntheticTiles.Slides((3, 3, (_, _) => false)).Count.Should().Be(0);
    }
}
