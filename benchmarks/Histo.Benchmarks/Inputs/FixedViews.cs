using Histo.Ssl.Views;
using static TorchSharp.torch;

namespace Histo.Benchmarks.Inputs;

/// <summary>Hands out the same views again and again: augmentation at no cost. Owns them.</summary>
internal sealed class FixedViews : IViewMaker, IDisposable
{
    private readonly Tensor[] _views;

    /// <param name="views">The views; taken over.</param>
    public FixedViews(IReadOnlyList<Tensor> views) => _views = [.. views];

    public IReadOnlyList<Tensor> Make(PixelBatch batch, ulong seed) => [.. _views.Select(view => view.alias())];

    public void Dispose() => Array.ForEach(_views, view => view.Dispose());
}
