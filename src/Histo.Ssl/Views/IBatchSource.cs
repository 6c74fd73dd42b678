namespace Histo.Ssl.Views;

/// <summary>Gives the pixel batches of a run in order, beginning with the batch that it was created for.</summary>
/// <remarks>Called from one thread. The reading pipeline is one implementation, a cache in memory another.</remarks>
public interface IBatchSource : IDisposable
{
    /// <summary>Waits for the next batch. The caller disposes it.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    /// <exception cref="HistoException">Reading has failed for good; see the reader.</exception>
    PixelBatch Next(CancellationToken cancellation);
}
