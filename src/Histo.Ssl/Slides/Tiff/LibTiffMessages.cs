using System.Globalization;
using BitMiracle.LibTiff.Classic;
using LibTiff = BitMiracle.LibTiff.Classic.Tiff;

namespace Histo.Ssl.Slides.Tiff;

/// <summary>Takes LibTiff.NET's messages about our own files out of the console; all others go where they went before.</summary>
/// <remarks>LibTiff.NET has one handler a process, which by default writes to the console.</remarks>
internal sealed class LibTiffMessages : TiffErrorHandler
{
    private static readonly LibTiffMessages Instance = new();
    private static TiffErrorHandler? s_before;

    private LibTiffMessages()
    {
    }

    public static void Install()
    {
        if (Volatile.Read(ref s_before) is null)
        {
            lock (Instance)
            {
                s_before ??= LibTiff.SetErrorHandler(Instance) ?? new TiffErrorHandler();
            }
        }
    }

    public override void ErrorHandler(LibTiff tif, string method, string format, params object[] args)
    {
        if (tif?.Clientdata() is LibTiffMemory own)
        {
            own.Message ??= string.Format(CultureInfo.InvariantCulture, format, args);
        }
        else
        {
            s_before?.ErrorHandler(tif, method, format, args);
        }
    }

    public override void ErrorHandlerExt(LibTiff tif, object clientData, string method, string format, params object[] args)
    {
        if (clientData is not LibTiffMemory)
        {
            s_before?.ErrorHandlerExt(tif, clientData, method, format, args);
        }
    }

    public override void WarningHandler(LibTiff tif, string method, string format, params object[] args)
    {
        if (tif?.Clientdata() is not LibTiffMemory own)
        {
            s_before?.WarningHandler(tif, method, format, args);
        }
        else if (format.Contains("Not enough data", StringComparison.Ordinal))
        {
            // For the codec this is a warning: it leaves the rest of the pixels as they were.
            own.Message ??= string.Format(CultureInfo.InvariantCulture, format, args);
        }
    }

    public override void WarningHandlerExt(LibTiff tif, object clientData, string method, string format, params object[] args)
    {
        if (clientData is not LibTiffMemory)
        {
            s_before?.WarningHandlerExt(tif, clientData, method, format, args);
        }
    }
}
