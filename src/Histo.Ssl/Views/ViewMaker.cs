using Histo.Ssl.Pairs;
using Histo.Ssl.Slides;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Views;

/// <summary>Makes the views of whole batches: draws the parameters of each row and hands them to an executor.</summary>
public sealed class ViewMaker : IViewMaker
{
    private readonly ViewRecipeSet _recipes;
    private readonly IViewExecutor _executor;
    private readonly ViewOutput _global, _local;

    /// <summary>Creates a maker.</summary>
    /// <param name="recipes">Recipes and normalisation.</param>
    /// <param name="executor">Applies the parameters; not disposed.</param>
    /// <param name="viewSize">Width and height of the global views, 1 or more.</param>
    /// <param name="patchSize">Width and height of the encoder's patches, 1 or more: local crops are a whole number of them unless <see cref="ViewSetOptions.LocalSize"/> says otherwise.</param>
    public ViewMaker(ViewRecipeSet recipes, IViewExecutor executor, int viewSize, int patchSize = LocalCropSize.DefaultMultiple)
    {
        ArgumentNullException.ThrowIfNull(recipes);
        ArgumentNullException.ThrowIfNull(executor);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(viewSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(patchSize);
        (_recipes, _executor) = (recipes, executor);
        (_global, _local) = (recipes.Output(viewSize), recipes.Output(recipes.LocalSize ?? LocalCropSize.For(viewSize, patchSize)));
    }

    /// <summary>Gets the width and height of the two global views.</summary>
    public int ViewSize => _global.Size;

    /// <summary>Gets the width and height of local crops.</summary>
    public int LocalSize => _local.Size;

    /// <summary>Makes all views of a batch.</summary>
    /// <param name="batch">The pixels; view v is made of rows v N to v N + N - 1.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <returns>
    /// For each view (N, 3, size, size) float32 on the executor's device, <see cref="ViewSize"/> for the first two and <see cref="LocalSize"/> for all others; views of a size are parts of one memory, in the order of the
    /// batch's rows. The first two are the same bit for bit whatever the number of local crops. The caller disposes them all.
    /// </returns>
    public IReadOnlyList<Tensor> Make(PixelBatch batch, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var parameters = new ViewParameters[batch.Context.Rows.Length];
        for (int row = 0; row < parameters.Length; row++)
        {
            parameters[row] = ParametersOf(batch, row, seed);
        }

        var views = new Tensor[batch.Context.Views];
        int globals = Math.Min(views.Length, ViewLayout.GlobalViews);
        Fill(views.AsSpan(0, globals), batch, 0, parameters, _global);
        Fill(views.AsSpan(globals), batch, globals, parameters, _local);
        return views;
    }

    /// <summary>Returns what <see cref="Make"/> applies to a row: for logs and for replaying.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="row">0 to <c>Context.Rows.Length</c> - 1.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <exception cref="HistoException">HS0002: the row is not in the batch.</exception>
    public ViewParameters ParametersOf(PixelBatch batch, int row, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(batch);
        int rows = batch.Context.Rows.Length;
        if (row < 0 || row >= rows)
        {
            throw new HistoException(ErrorCodes.WrongShape, "the row is not in the batch", seen: row, wanted: $"0 to {rows - 1}");
        }

        int pairs = batch.Context.Pairs, view = row / pairs;
        int slide = batch.Context.Rows[row].Address.Slide;
        return _recipes[view].Draw(seed, batch.Context.Step, row % pairs, view, slide, batch.TileSize);
    }

    /// <summary>Shows the view of a row as a picture, before normalisation, rounded to bytes.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="row">0 to <c>Context.Rows.Length</c> - 1.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <exception cref="HistoException">HS0002: the row is not in the batch.</exception>
    public RgbImage Render(PixelBatch batch, int row, ulong seed)
    {
        using DisposeScope scope = NewDisposeScope();
        ReadOnlySpan<ViewParameters> parameters = [ParametersOf(batch, row, seed)];
        int size = row / batch.Context.Pairs < ViewLayout.GlobalViews ? _global.Size : _local.Size;
        Tensor view = _executor.Apply(batch, row, parameters, new ViewOutput(size, default, new Triple(1, 1, 1)));
        Tensor bytes = (view * 255).round_().clamp_(0, 255).to(uint8).squeeze(0).permute(1, 2, 0).contiguous().cpu();
        return new RgbImage(size, size, bytes.bytes.ToArray());
    }

    // One call of the executor for all views of a size.
    private void Fill(Span<Tensor> views, PixelBatch batch, int firstView, ReadOnlySpan<ViewParameters> parameters, ViewOutput output)
    {
        if (views.IsEmpty)
        {
            return;
        }

        int pairs = batch.Context.Pairs, firstRow = firstView * pairs;
        using Tensor all = _executor.Apply(batch, firstRow, parameters.Slice(firstRow, views.Length * pairs), output);
        for (int view = 0; view < views.Length; view++)
        {
            views[view] = all.narrow(0, (long)view * pairs, pairs);
        }
    }
}
