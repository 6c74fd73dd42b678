using Histo.Ssl.Slides.Tiff;

namespace Histo.Ssl.Tests.Slides.Tiff;

/// <summary>As <see cref="TurboJpegFactAttribute"/>, for several cases.</summary>
internal sealed class TurboJpegTheoryAttribute : TheoryAttribute
{
    public TurboJpegTheoryAttribute() => Skip = TurboJpegLibrary.Installed.IsAvailable ? null : TurboJpegLibrary.Installed.Reason;
}
