using System.Runtime.InteropServices;

namespace Histo.Ssl.Slides.OpenSlide;

/// <summary>A cache of decoded tiles that several slides share (OpenSlide 4.0 and newer).</summary>
internal sealed class OpenSlideCache : SafeHandle
{
    private OpenSlideCache(long bytes)
        : base(0, ownsHandle: true) => SetHandle(OpenSlideNative.CreateCache((nuint)bytes));

    public override bool IsInvalid => handle == 0;

    /// <summary>Makes a cache; null where the library has none to share.</summary>
    public static OpenSlideCache? TryCreate(OpenSlideLibrary library, long bytes) => library.HasSharedCache ? new OpenSlideCache(bytes) : null;

    /// <summary>Makes a slide use this cache. OpenSlide counts the slides that do, so this object may go first.</summary>
    public void AttachTo(nint slide)
    {
        bool held = false;
        try
        {
            DangerousAddRef(ref held);
            OpenSlideNative.SetCache(slide, handle);
        }
        finally
        {
            if (held)
            {
                DangerousRelease();
            }
        }
    }

    protected override bool ReleaseHandle()
    {
        OpenSlideNative.ReleaseCache(handle);
        return true;
    }
}
