using System.Runtime.InteropServices;

namespace Histo.Ssl.Slides.Tiff;

/// <summary>The few functions of the native library of SkiaSharp that decode a JPEG stream.</summary>
/// <remarks>
/// SkiaSharp's own classes decode as fast, but allocate about 220 bytes a tile in objects with finalizers (measured); through these functions the reading
/// path allocates nothing. They and their structures are those that SkiaSharp itself calls in the version that this package requires.
/// </remarks>
internal static unsafe partial class SkiaNative
{
    public const int Rgba8888 = 4, Opaque = 1, Success = 0, IncompleteInput = 1;
    private const string Library = "libSkiaSharp";

    [LibraryImport(Library, EntryPoint = "sk_data_new_with_proc")]
    public static partial nint NewData(void* bytes, nint length, void* release, void* context);

    [LibraryImport(Library, EntryPoint = "sk_data_unref")]
    public static partial void ReleaseData(nint data);

    [LibraryImport(Library, EntryPoint = "sk_codec_new_from_data")]
    public static partial nint NewCodec(nint data);

    [LibraryImport(Library, EntryPoint = "sk_codec_destroy")]
    public static partial void DestroyCodec(nint codec);

    [LibraryImport(Library, EntryPoint = "sk_codec_get_info")]
    public static partial void GetInfo(nint codec, ImageInfo* info);

    [LibraryImport(Library, EntryPoint = "sk_codec_get_pixels")]
    public static partial int GetPixels(nint codec, ImageInfo* info, void* pixels, nint rowBytes, void* options);

    [StructLayout(LayoutKind.Sequential)]
    public struct ImageInfo
    {
        public nint ColorSpace;
        public int Width;
        public int Height;
        public int ColorType;
        public int AlphaType;
    }
}
