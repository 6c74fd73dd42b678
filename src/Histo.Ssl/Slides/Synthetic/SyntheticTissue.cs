namespace Histo.Ssl.Slides.Synthetic;

/// <summary>Kinds of tissue on a synthetic slide; the numbers are those of the class mask.</summary>
public enum SyntheticTissue
{
    /// <summary>Glass without tissue.</summary>
    Background = 0,

    /// <summary>Connective tissue: wavy fibres, few spindle-shaped nuclei along them.</summary>
    Stroma = 1,

    /// <summary>Glands: rings of oval nuclei around a lumen.</summary>
    Gland = 2,

    /// <summary>Tumour: crowded large nuclei of uneven size with pale centres and nucleoli, without order.</summary>
    Tumor = 3,

    /// <summary>Lymphocytes: many small, round, dark nuclei.</summary>
    Lymphocytes = 4,
}
