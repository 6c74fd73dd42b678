using System.Runtime.InteropServices;

namespace Histo.Ssl.Slides.OpenSlide;

/// <summary>The libopenslide of this machine: whether it is there, which version, and what it can do.</summary>
public sealed class OpenSlideLibrary
{
    /// <summary>Environment variable that names the library file to load; nothing else is tried when it is set.</summary>
    public const string PathVariable = "HISTO_OPENSLIDE";

    private const string HowToInstall =
        "Install OpenSlide (Debian and Ubuntu: apt-get install libopenslide0; macOS: brew install openslide; Windows: put the folder of libopenslide-1.dll on PATH), "
        + "or set " + PathVariable + " to the library file";

    private static readonly string[] Names =
    [
        "libopenslide.so.1", "libopenslide.so.0", "libopenslide-1.dll", "libopenslide-0.dll", "libopenslide.1.dylib", "libopenslide.0.dylib",
        "/opt/homebrew/lib/libopenslide.1.dylib", "/usr/local/lib/libopenslide.1.dylib", "openslide",
    ];

    private static readonly Lazy<OpenSlideLibrary> Loaded = new(() => Load(Environment.GetEnvironmentVariable(PathVariable), Names));

    private OpenSlideLibrary(nint module, string reason)
    {
        Module = module;
        Reason = reason;
    }

    /// <summary>Gets the library of this machine, looked for once in a process.</summary>
    public static OpenSlideLibrary Installed => Loaded.Value;

    /// <summary>Gets whether the library was found and loaded.</summary>
    public bool IsAvailable => Module != 0;

    /// <summary>Gets the name under which the library was found, or why it was not and what to install.</summary>
    public string Reason { get; }

    /// <summary>Gets the version, for example "3.4.1"; null when the library is absent.</summary>
    public string? Version => IsAvailable ? OpenSlideNative.Text(OpenSlideNative.GetVersion()) : null;

    /// <summary>Gets whether open slides can share one tile cache (OpenSlide 4.0 and newer).</summary>
    public bool HasSharedCache => Has("openslide_cache_create") && Has("openslide_set_cache") && Has("openslide_cache_release");

    /// <summary>Gets whether DICOM whole-slide images can be opened (since OpenSlide 4.0, as the shared cache).</summary>
    internal bool HasDicom => HasSharedCache;

    internal nint Module { get; }

    /// <summary>Tries to load the library.</summary>
    /// <param name="path">The file that the environment variable names; null or empty when it is not set.</param>
    /// <param name="names">Names to try in order when it is not set.</param>
    internal static OpenSlideLibrary Load(string? path, IReadOnlyList<string> names)
    {
        if (!string.IsNullOrEmpty(path))
        {
            return NativeLibrary.TryLoad(path, out nint named)
                ? Checked(named, path)
                : new OpenSlideLibrary(0, $"{PathVariable} names a file that cannot be loaded: {path}. {HowToInstall}");
        }

        foreach (string name in names)
        {
            // With an assembly, the folders of the application and of its packages are searched before those of the system.
            if (NativeLibrary.TryLoad(name, typeof(OpenSlideLibrary).Assembly, null, out nint module))
            {
                return Checked(module, name);
            }
        }

        return new OpenSlideLibrary(0, $"the OpenSlide library is not installed. {HowToInstall}");
    }

    private static OpenSlideLibrary Checked(nint module, string name) => NativeLibrary.TryGetExport(module, "openslide_detect_vendor", out _)
        ? new OpenSlideLibrary(module, name)
        : new OpenSlideLibrary(0, $"{name} is not OpenSlide 3.4 or newer. {HowToInstall}");

    /// <exception cref="HistoException">HS1006: the library is absent.</exception>
    internal void Require(string path)
    {
        if (!IsAvailable)
        {
            throw new HistoException(ErrorCodes.OpenSlideUnavailable, "the OpenSlide library is needed to open this slide", where: path, seen: Reason);
        }
    }

    private bool Has(string function) => IsAvailable && NativeLibrary.TryGetExport(Module, function, out _);
}
