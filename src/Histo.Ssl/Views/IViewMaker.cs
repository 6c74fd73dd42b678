using static TorchSharp.torch;

namespace Histo.Ssl.Views;

/// <summary>Makes the views of a batch: draws the parameters, then lets an executor apply them.</summary>
public interface IViewMaker
{
    /// <summary>Makes all views of a batch.</summary>
    /// <param name="batch">The pixels.</param>
    /// <param name="seed">Seed of the run; with the batch's step and the row it fixes every parameter.</param>
    /// <returns>One tensor (N, 3, S, S) a view on the training device; the caller disposes them.</returns>
    IReadOnlyList<Tensor> Make(PixelBatch batch, ulong seed);
}
