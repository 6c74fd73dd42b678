namespace Histo.Ssl.Features;

/// <summary>Tells errors of writing a store from errors of reading a slide: a full disk stops a cohort, a broken slide does not.</summary>
internal static class StoreWriting
{
    /// <exception cref="HistoException">HS1854: the store cannot be written.</exception>
    public static void Guard(Action write) => Guard(() =>
    {
        write();
        return true;
    });

    /// <exception cref="HistoException">HS1854: the store cannot be written.</exception>
    public static T Guard<T>(Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new HistoException(ErrorCodes.StoreNotWritten, "the feature store cannot be written", seen: error.Message, action: "Make room or choose another folder; then run the same command again, it goes on from here.", inner: error);
        }
    }
}
