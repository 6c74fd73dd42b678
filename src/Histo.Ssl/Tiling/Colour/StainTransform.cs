namespace Histo.Ssl.Tiling;

/// <summary>Turns the stains of one slide into those of another.</summary>
internal sealed class StainTransform
{
    private readonly StainVector _red, _green, _blue;

    public StainTransform(StainProfile from, StainProfile to)
    {
        (StainVector h, StainVector e) = from.Unmixing();
        double toH = to.MaxHaematoxylin / from.MaxHaematoxylin, toE = to.MaxEosin / from.MaxEosin;
        _red = StainVector.Combine(to.Haematoxylin.Red * toH, h, to.Eosin.Red * toE, e);
        _green = StainVector.Combine(to.Haematoxylin.Green * toH, h, to.Eosin.Green * toE, e);
        _blue = StainVector.Combine(to.Haematoxylin.Blue * toH, h, to.Eosin.Blue * toE, e);
    }

    public void Apply(Span<byte> rgb)
    {
        for (int at = 0; at < rgb.Length; at += 3)
        {
            StainVector density = OpticalDensity.Of(rgb, at);
            rgb[at] = OpticalDensity.ToLevel(_red.Dot(density));
            rgb[at + 1] = OpticalDensity.ToLevel(_green.Dot(density));
            rgb[at + 2] = OpticalDensity.ToLevel(_blue.Dot(density));
        }
    }
}
