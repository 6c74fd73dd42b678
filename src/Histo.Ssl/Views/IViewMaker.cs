using static TorchSharp.torch;

namespace Histo.Ssl.Views;

/// <summary>Makes the views of a batch: draws the parameters, then lets an executor apply them.</summary>
public interface IViewMaker
{
    /// <summary>Makes all views of a batch.</summary>
    /// <param name="batch">The pixels.</param>
    /// <param name="seed">Seed of the run; with the batch's step and the row it fixes every parameter.</param>
    /// <returns>One tensor a view on the training device: (N, 3, S, S) for the two global views, (N, 3, s, s) for local crops; the caller disposes them.</returns>
    IReadOnlyList<Tensor> Make(PixelBatch batch, ulong seed);
}
