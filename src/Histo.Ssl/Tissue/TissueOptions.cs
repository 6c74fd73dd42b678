using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Histo.Ssl.Tissue;

/// <summary>Settings of <see cref="OtsuTissueDetector"/>. Lengths and areas are in microns, so that they mean the same on each slide.</summary>
public sealed class TissueOptions
{
    /// <summary>Gets or sets how tissue is told from glass.</summary>
    /// <value><see cref="TissueMethod.OtsuSaturation"/> (default).</value>
    public TissueMethod Method { get; set; }

    /// <summary>Gets or sets the microns per pixel of the picture that is looked at.</summary>
    /// <value>8 (default). The picture is made of whole pixels of a level, so its true resolution is the nearest possible value.</value>
    [Range(0.1, 200)]
    public double Mpp { get; set; } = 8;

    /// <summary>Gets or sets the HSV saturation above which a pixel is tissue with <see cref="TissueMethod.FixedSaturation"/>, and with Otsu where no glass is to be seen.</summary>
    /// <value>0.05 (default); 0 to 1.</value>
    [Range(0.0, 1.0)]
    public double Threshold { get; set; } = 0.05;

    /// <summary>Gets or sets whether pixels with the colours of pen ink (<see cref="PenMarks"/>) are never tissue.</summary>
    /// <value>True (default).</value>
    public bool ExcludeInk { get; set; } = true;

    /// <summary>Gets or sets the radius of the median filter, in microns.</summary>
    /// <value>16 (default); 0 for none.</value>
    [Range(0.0, 10_000)]
    public double SmoothingRadius { get; set; } = 16;

    /// <summary>Gets or sets the radius of the morphological closing, in microns.</summary>
    /// <value>16 (default); 0 for none.</value>
    [Range(0.0, 10_000)]
    public double ClosingRadius { get; set; } = 16;

    /// <summary>Gets or sets the area up to which a hole in tissue is filled, in square microns.</summary>
    /// <value>40,000 (default, 200 x 200 um); 0 for none.</value>
    [Range(0.0, 1e12)]
    public double MaxHoleArea { get; set; } = 40_000;

    /// <summary>Gets or sets the area below which a piece of tissue is dropped, in square microns.</summary>
    /// <value>40,000 (default, 200 x 200 um); 0 for none.</value>
    [Range(0.0, 1e12)]
    public double MinTissueArea { get; set; } = 40_000;

    internal string Describe() => Method == TissueMethod.None
        ? "everything"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{Method} mpp={Mpp:R} threshold={Threshold:R} ink={ExcludeInk} median={SmoothingRadius:R} closing={ClosingRadius:R} hole={MaxHoleArea:R} area={MinTissueArea:R}");

    internal void Validate()
    {
        var problems = new List<ValidationResult>();
        if (!Validator.TryValidateObject(this, new ValidationContext(this), problems, validateAllProperties: true))
        {
            throw new HistoException(ErrorCodes.InvalidOption, problems[0].ErrorMessage ?? "an option lies outside its range", nameof(TissueOptions));
        }
    }
}
