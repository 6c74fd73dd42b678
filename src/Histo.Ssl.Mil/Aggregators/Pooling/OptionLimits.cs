namespace Histo.Ssl.Mil.Aggregators;

/// <summary>Checks settings of aggregators.</summary>
internal static class OptionLimits
{
    public static void AtLeastOne(string name, int value) => Require(value >= 1, name, value, "1 or more");

    public static void Rate(string name, double value) => Require(value is >= 0 and < 1, name, value, "0 to below 1");

    public static void Require(bool holds, string name, object seen, string wanted)
    {
        if (!holds)
        {
            throw new HistoException(ErrorCodes.InvalidOption, "a setting of the aggregator lies outside its range", name, seen, wanted);
        }
    }
}
