namespace Histo.Ssl.Views;

/// <summary>Which views see the same stain parameters.</summary>
public enum StainSharing : byte
{
    /// <summary>Each view has its own.</summary>
    PerView,

    /// <summary>All views of a slide share them within a step, as tissue on one glass shares its staining. A reconstruction: no published recipe is known.</summary>
    PerSlide,
}
