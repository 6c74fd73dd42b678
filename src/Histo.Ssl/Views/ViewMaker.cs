using Histo.Ssl.Slides;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Views;

/// <summary>Makes the views of whole batches: draws the parameters of each row and hands them to an executor.</summary>
public sealed class ViewMaker : IViewMaker
{
    private readonly ViewRecipeSet _recipes;
    private readonly IViewExecutor _executor;
    private readonly ViewOutput _output;

    /// <summary>Creates a maker.</summary>
    /// <param name="recipes">Recipes and normalisation.</param>
    /// <param name="executor">Applies the parameters; not disposed.</param>
    /// <param name="viewSize">Width and height of the views, 1 or more.</param>
    public ViewMaker(ViewRecipeSet recipes, IViewExecutor executor, int viewSize)
    {
        ArgumentNullException.ThrowIfNull(recipes);
        ArgumentNullException.ThrowIfNull(executor);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(viewSize);
        (_recipes, _executor, _output) = (recipes, executor, recipes.Output(viewSize));
    }

    /// <summary>Makes all views of a batch.</summary>
    /// <param name="batch">The pixels; view v is made of rows v N to v N + N - 1.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <returns>For each view (N, 3, size, size) float32 on the executor's device; parts of one memory. The caller disposes them all.</returns>
    public IReadOnlyList<Tensor> Make(PixelBatch batch, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var parameters = new ViewParameters[batch.Context.Rows.Length];
        for (int row = 0; row < parameters.Length; row++)
        {
            parameters[row] = ParametersOf(batch, row, seed);
        }

        using Tensor all = _executor.Apply(batch, 0, parameters, _output);
        int pairs = batch.Context.Pairs;
        var views = new Tensor[batch.Context.Views];
        for (int view = 0; view < views.Length; view++)
        {
            views[view] = all.narrow(0, (long)view * pairs, pairs);
        }

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
        Tensor view = _executor.Apply(batch, row, parameters, new ViewOutput(_output.Size, default, new Triple(1, 1, 1)));
        Tensor bytes = (view * 255).round_().clamp_(0, 255).to(uint8).squeeze(0).permute(1, 2, 0).contiguous().cpu();
        return new RgbImage(_output.Size, _output.Size, bytes.bytes.ToArray());
    }
}
