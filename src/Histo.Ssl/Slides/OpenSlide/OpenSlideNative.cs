using System.Runtime.InteropServices;

namespace Histo.Ssl.Slides.OpenSlide;

/// <summary>The functions of libopenslide that this library calls.</summary>
/// <remarks>
/// Strings that OpenSlide returns belong to OpenSlide: they come as pointers and are decoded, never freed. Handles come as <see cref="nint"/> because
/// a read and the look at the error that follows must hold the same handle: <see cref="OpenSlideHandle"/> counts that use.
/// </remarks>
internal static partial class OpenSlideNative
{
    /// <summary>The logical name; <see cref="OpenSlideLibrary"/> resolves it to the library that is installed.</summary>
    public const string Library = "openslide";

    // Registered before the first call: a static constructor runs before any static member is used.
    static OpenSlideNative() => NativeLibrary.SetDllImportResolver(
        typeof(OpenSlideNative).Assembly,
        static (name, _, _) => name == Library ? OpenSlideLibrary.Installed.Module : 0);

    [LibraryImport(Library, EntryPoint = "openslide_get_version")]
    public static partial nint GetVersion();

    [LibraryImport(Library, EntryPoint = "openslide_detect_vendor", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint DetectVendor(string path);

    [LibraryImport(Library, EntryPoint = "openslide_open", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint Open(string path);

    [LibraryImport(Library, EntryPoint = "openslide_close")]
    public static partial void Close(nint slide);

    [LibraryImport(Library, EntryPoint = "openslide_get_error")]
    public static partial nint GetError(nint slide);

    [LibraryImport(Library, EntryPoint = "openslide_get_level_count")]
    public static partial int GetLevelCount(nint slide);

    [LibraryImport(Library, EntryPoint = "openslide_get_level_dimensions")]
    public static partial void GetLevelDimensions(nint slide, int level, out long width, out long height);

    [LibraryImport(Library, EntryPoint = "openslide_get_level_downsample")]
    public static partial double GetLevelDownsample(nint slide, int level);

    [LibraryImport(Library, EntryPoint = "openslide_read_region")]
    public static unsafe partial void ReadRegion(nint slide, uint* argb, long x, long y, int level, long width, long height);

    [LibraryImport(Library, EntryPoint = "openslide_get_property_names")]
    public static unsafe partial nint* GetPropertyNames(nint slide);

    [LibraryImport(Library, EntryPoint = "openslide_get_property_value", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint GetPropertyValue(nint slide, string name);

    [LibraryImport(Library, EntryPoint = "openslide_get_associated_image_names")]
    public static unsafe partial nint* GetAssociatedImageNames(nint slide);

    [LibraryImport(Library, EntryPoint = "openslide_get_associated_image_dimensions", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void GetAssociatedImageDimensions(nint slide, string name, out long width, out long height);

    [LibraryImport(Library, EntryPoint = "openslide_read_associated_image", StringMarshalling = StringMarshalling.Utf8)]
    public static unsafe partial void ReadAssociatedImage(nint slide, string name, uint* argb);

    // OpenSlide 4.0 and newer: call only when OpenSlideLibrary.HasSharedCache.
    [LibraryImport(Library, EntryPoint = "openslide_cache_create")]
    public static partial nint CreateCache(nuint bytes);

    [LibraryImport(Library, EntryPoint = "openslide_set_cache")]
    public static partial void SetCache(nint slide, nint cache);

    [LibraryImport(Library, EntryPoint = "openslide_cache_release")]
    public static partial void ReleaseCache(nint cache);

    /// <summary>Decodes a string that OpenSlide owns; null for a null pointer.</summary>
    public static string? Text(nint utf8) => Marshal.PtrToStringUTF8(utf8);

    /// <summary>Decodes a null-terminated array of strings that OpenSlide owns.</summary>
    public static unsafe string[] Texts(nint* utf8)
    {
        var texts = new List<string>();
        for (; utf8 is not null && *utf8 != 0; utf8++)
        {
            texts.Add(Text(*utf8)!);
        }

        return [.. texts];
    }
}
