using CsCheck;
using Histo.Ssl.Tissue;

namespace Histo.Ssl.Tests.Tissue;

public class MaskMorphologyTests
{
    [Fact]
    public void FillHoles_FillsUpToTheLimitOnly()
    {
        bool[] pixels = Parse(
            "########",
            "#.##...#",
            "####...#",
            "########",
            "#.######");
        MaskMorphology.FillHoles(pixels, 8, 5, 5);
        Text(pixels, 8).Should().Equal("########", "####...#", "####...#", "########", "#.######");
    }

    [Fact]
    public void FillHoles_OpeningAtACorner_IsPartOfTheOutside()
    {
        bool[] pixels = Parse(
            ".###",
            "#.##",
            "####");
        MaskMorphology.FillHoles(pixels, 4, 3, 100);
        Text(pixels, 4).Should().Equal(".###", "#.##", "####");
    }

    [Fact]
    public void DropSmall_CountsPixelsThatShareASide()
    {
        bool[] pixels = Parse(
            "##..#",
            "##.#.",
            "....#");
        MaskMorphology.DropSmall(pixels, 5, 3, 2);
        Text(pixels, 5).Should().Equal("##...", "##...", ".....");
    }

    [Fact]
    public void Close_BridgesGapsAndKeepsTheRest()
    {
        bool[] closed = MaskMorphology.Close(Parse("...........", "..##..##...", "..##..##...", "..........."), 11, 4, 1);
        Text(closed, 11).Should().Equal("...........", "..######...", "..######...", "...........");
    }

    [Fact]
    public void Median_RandomMasks_EqualsNaiveMajority() =>
        Gen.Bool.Array[9 * 7].Sample(pixels =>
        {
            bool[] median = MaskMorphology.Median(pixels, 9, 7, 2);
            for (int at = 0; at < pixels.Length; at++)
            {
                int set = 0, all = 0;
                for (int y = Math.Max(0, (at / 9) - 2); y <= Math.Min(6, (at / 9) + 2); y++)
                {
                    for (int x = Math.Max(0, (at % 9) - 2); x <= Math.Min(8, (at % 9) + 2); x++)
                    {
                        all++;
                        set += pixels[(y * 9) + x] ? 1 : 0;
                    }
                }

                median[at].Should().Be(2 * set == all ? pixels[at] : 2 * set > all);
            }
        }, iter: 200);

    private static bool[] Parse(params string[] rows) => [.. string.Concat(rows).Select(each => each == '#')];

    private static IEnumerable<string> Text(bool[] pixels, int width) => pixels.Chunk(width).Select(row => string.Concat(row.Select(each => each ? '#' : '.')));
}
