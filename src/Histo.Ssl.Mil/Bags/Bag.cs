using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Bags;

/// <summary>What a slide-level model sees of one slide or patient: the features of its tiles and where they lie.</summary>
/// <remarks>Disposing it disposes the features and whatever was derived from the bag (graphs). Not safe for several threads at once.</remarks>
public sealed class Bag : IDisposable
{
    private readonly Dictionary<object, object> _derived = [];

    /// <summary>Creates a bag.</summary>
    /// <param name="id">Name of the slide, patient or bag.</param>
    /// <param name="features">(N, D), floating point, N of 1 or more; the bag's from here on, taken out of any dispose scope.</param>
    /// <param name="positions">Where the instances lie; null when it is not known.</param>
    /// <exception cref="HistoException">HS2001: there is no instance. HS2002: the features are no matrix, or have another number of rows than there are positions.</exception>
    public Bag(string id, Tensor features, TilePositions? positions = null)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(features);
        if (features.dim() != 2 || !features.is_floating_point() || features.size(1) == 0)
        {
            throw new HistoException(ErrorCodes.BagMismatch, "the features of a bag are a matrix of floating-point numbers", id, $"{features.dtype} [{string.Join(", ", features.shape)}]", "[instances, features]");
        }

        if (features.size(0) == 0)
        {
            throw new HistoException(ErrorCodes.EmptyBag, "the bag has no instance", id, 0, "1 or more", "Leave the slide out, or find out why its tissue mask is empty (histo tile).");
        }

        if (positions is not null && positions.Count != features.size(0))
        {
            throw new HistoException(ErrorCodes.BagMismatch, "there is not one position an instance", id, positions.Count, features.size(0));
        }

        (Id, Features, Positions) = (id, features.DetachFromDisposeScope(), positions);
    }

    /// <summary>Gets the name.</summary>
    public string Id { get; }

    /// <summary>Gets the features, (N, D); the bag's own, do not dispose them.</summary>
    public Tensor Features { get; }

    /// <summary>Gets where the instances lie; null when it is not known.</summary>
    public TilePositions? Positions { get; }

    /// <summary>Gets the number of instances.</summary>
    public int Count => (int)Features.size(0);

    /// <summary>Gets the number of features of an instance.</summary>
    public int Width => (int)Features.size(1);

    /// <summary>Disposes the features and everything that was derived.</summary>
    public void Dispose()
    {
        foreach (IDisposable each in _derived.Values.OfType<IDisposable>())
        {
            each.Dispose();
        }

        _derived.Clear();
        Features.Dispose();
    }

    /// <summary>Returns what a rule makes of this bag, made once and kept with it.</summary>
    /// <typeparam name="T">What is made; disposed with the bag where it can be.</typeparam>
    /// <param name="rule">Equal for equal results; a record as a rule.</param>
    /// <param name="make">Makes it.</param>
    internal T Derived<T>(object rule, Func<T> make)
        where T : notnull
    {
        if (!_derived.TryGetValue(rule, out object? made))
        {
            _derived.Add(rule, made = make());
        }

        return (T)made;
    }
}
