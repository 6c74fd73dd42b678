namespace Histo.Ssl.Slides.Tiff;

/// <summary>What the header of a JPEG stream says.</summary>
internal struct JpegFrame
{
    public int Width;
    public int Height;
    public int Components;

    /// <summary>Largest sampling factors: a unit of the scan covers 8 x these pixels.</summary>
    public int HorizontalSampling, VerticalSampling;

    public bool IsProgressive;

    /// <summary>Units between two restart markers; 0 for none.</summary>
    public int RestartInterval;

    /// <summary>Where the coded data of the first scan begins in the assembled stream.</summary>
    public int ScanStart;

    /// <summary>Bytes of the assembled stream.</summary>
    public int Length;
}
