namespace Histo.Ssl.Tiling;

/// <summary>How a slide is stained with haematoxylin and eosin.</summary>
/// <param name="Haematoxylin">Colour of haematoxylin.</param>
/// <param name="Eosin">Colour of eosin.</param>
/// <param name="MaxHaematoxylin">99th percentile of the concentration of haematoxylin over stained pixels, in units of optical density (natural logarithm).</param>
/// <param name="MaxEosin">The same of eosin.</param>
public sealed record StainProfile(StainVector Haematoxylin, StainVector Eosin, double MaxHaematoxylin, double MaxEosin)
{
    /// <summary>Gets what slides are normalised to: haematoxylin (0.5626, 0.7201, 0.4062) up to 1.9705, eosin (0.2159, 0.8012, 0.5581) up to 1.0308, the usual reference of Macenko's method.</summary>
    public static StainProfile Reference { get; } = new(new(0.5626, 0.7201, 0.4062), new(0.2159, 0.8012, 0.5581), 1.9705, 1.0308);

    /// <summary>Least squares: the two rows that give the concentrations of a pixel from its optical density.</summary>
    internal (StainVector Haematoxylin, StainVector Eosin) Unmixing()
    {
        double h = Haematoxylin.Dot(Haematoxylin), e = Eosin.Dot(Eosin), both = Haematoxylin.Dot(Eosin), determinant = (h * e) - (both * both);
        return (StainVector.Combine(e / determinant, Haematoxylin, -both / determinant, Eosin), StainVector.Combine(h / determinant, Eosin, -both / determinant, Haematoxylin));
    }
}
