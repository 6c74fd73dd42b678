using static TorchSharp.torch;

namespace Histo.Ssl.Views;

/// <summary>Turns the pixels of a batch into views.</summary>
/// <remarks>Same parameters, same pixels, whatever the executor, within the tolerance that the executor states.</remarks>
public interface IViewExecutor : IDisposable
{
    /// <summary>Makes one view of each of a run of rows.</summary>
    /// <param name="batch">The pixels.</param>
    /// <param name="firstRow">First row of the batch to show.</param>
    /// <param name="parameters">One record a row, from <paramref name="firstRow"/> on.</param>
    /// <param name="output">Size and normalisation of the result.</param>
    /// <returns>(rows, 3, output.Size, output.Size) float32 on the executor's device; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS0002: the rows leave the batch.</exception>
    Tensor Apply(PixelBatch batch, int firstRow, ReadOnlySpan<ViewParameters> parameters, ViewOutput output);
}
