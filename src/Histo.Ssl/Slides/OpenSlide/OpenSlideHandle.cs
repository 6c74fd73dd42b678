using System.Runtime.InteropServices;

namespace Histo.Ssl.Slides.OpenSlide;

/// <summary>An open slide of libopenslide; its reference count keeps it open until the last read has left.</summary>
internal sealed class OpenSlideHandle : SafeHandle
{
    private OpenSlideHandle(nint slide)
        : base(0, ownsHandle: true) => SetHandle(slide);

    public override bool IsInvalid => handle == 0;

    /// <summary>Opens a slide.</summary>
    /// <param name="path">An existing file.</param>
    /// <param name="cache">The tile cache to use; null for OpenSlide's own.</param>
    /// <param name="error">OpenSlide's words when the result is null; null when it does not recognise the file.</param>
    public static OpenSlideHandle? TryOpen(string path, OpenSlideCache? cache, out string? error)
    {
        error = null;
        nint slide = OpenSlideNative.Open(path);
        if (slide == 0)
        {
            return null;
        }

        var handle = new OpenSlideHandle(slide);
        error = OpenSlideNative.Text(OpenSlideNative.GetError(slide));
        if (error is not null)
        {
            handle.Dispose();
            return null;
        }

        cache?.AttachTo(slide);
        return handle;
    }

    /// <summary>Counts a use of the handle; false when it was closed before. Pair with <see cref="SafeHandle.DangerousRelease"/>.</summary>
    public bool TryHold()
    {
        if (IsClosed)
        {
            return false;
        }

        try
        {
            bool held = false;
            DangerousAddRef(ref held);
            return held;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    protected override bool ReleaseHandle()
    {
        OpenSlideNative.Close(handle);
        return true;
    }
}
