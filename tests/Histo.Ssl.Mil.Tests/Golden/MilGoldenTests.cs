namespace Histo.Ssl.Mil.Tests.Golden;

public class MilGoldenTests
{
    [Theory]
    [InlineData(0, 0, 0.7666216164272852)]
    [InlineData(0, 1, 0.1331231503445618)]
    [InlineData(0, 2, 0.18237946839615882)]
    [InlineData(0, 3, -0.7730993158856909)]
    [InlineData(7, 1000, 0.7885710878056011)]
    public void Unit_EqualsTheCheckValues(ulong ordinal, ulong index, double expected) => MilGolden.Unit(ordinal, index).Should().Be(expected);
}
