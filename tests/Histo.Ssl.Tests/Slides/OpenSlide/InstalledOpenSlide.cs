using Histo.Ssl.Slides;
using Histo.Ssl.Slides.OpenSlide;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Slides.OpenSlide;

/// <summary>The library that the tests of this folder need; they fail where it is absent, because a silent skip would prove nothing.</summary>
internal static class InstalledOpenSlide
{
    public static OpenSlideReader Reader => OpenSlideLibrary.Installed.IsAvailable
        ? new OpenSlideReader()
        : throw new InvalidOperationException("This test needs libopenslide, which eng/test.sh installs. " + OpenSlideLibrary.Installed.Reason);

    public static ISlide Open(params string[] path) => Reader.Open(TestData.DataPath(["wsi-slides", .. path]));

    public static bool IsVersion4 => OpenSlideLibrary.Installed.HasSharedCache;
}
