using Histo.Ssl.Mil.Bags;

namespace Histo.Ssl.Mil.Graphs;

/// <summary>How the graph of a bag is made.</summary>
public abstract record GraphRule
{
    /// <summary>Returns the graph of a bag, made once and kept with the bag, which disposes it.</summary>
    /// <param name="bag">The bag.</param>
    /// <exception cref="HistoException">HS0001: a setting of the rule is out of range.</exception>
    public NeighbourTable Of(Bag bag)
    {
        ArgumentNullException.ThrowIfNull(bag);
        return bag.Derived(this, () => Build(bag));
    }

    /// <summary>Makes the graph.</summary>
    /// <param name="bag">The bag.</param>
    protected abstract NeighbourTable Build(Bag bag);
}
