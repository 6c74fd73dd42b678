using Histo.Ssl.Randomness;

namespace Histo.Ssl.Tests.Randomness;

public class PermutationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(64)]
    [InlineData(1000)]
    [InlineData(65_537)]
    public void Order_ContainsEachElementOnce(int count)
    {
        var order = new Permutation(count, 5, 2);
        Enumerable.Range(0, count).Select(i => order[i]).Order().Should().Equal(Enumerable.Range(0, count));
    }

    [Fact]
    public void Order_ChangesWithSeedAndEpoch()
    {
        var order = new Permutation(1000, 5, 2);
        int[] Take(Permutation permutation) => [.. Enumerable.Range(0, 1000).Select(i => permutation[i])];
        Take(order).Should().NotEqual(Take(new Permutation(1000, 5, 3))).And.NotEqual(Take(new Permutation(1000, 6, 2)));
    }

    [Fact]
    public void Order_FirstElement_IsUniform_ChiSquare()
    {
        const int count = 10, draws = 20_000;
        var counts = new int[count];
        for (int epoch = 0; epoch < draws; epoch++)
        {
            counts[new Permutation(count, 3, epoch)[0]]++;
        }

        // 9 degrees of freedom: P(chi2 > 27.9) is 0.001.
        counts.Sum(each => Math.Pow(each - (draws / count), 2) / (draws / count)).Should().BeLessThan(27.9);
    }
}
