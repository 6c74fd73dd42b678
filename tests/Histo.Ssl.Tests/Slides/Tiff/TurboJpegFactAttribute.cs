using Histo.Ssl.Slides.Tiff;

namespace Histo.Ssl.Tests.Slides.Tiff;

/// <summary>A test of libturbojpeg; skipped with the reason where it is not installed.</summary>
internal sealed class TurboJpegFactAttribute : FactAttribute
{
    public TurboJpegFactAttribute() => Skip = TurboJpegLibrary.Installed.IsAvailable ? null : TurboJpegLibrary.Installed.Reason;
}
