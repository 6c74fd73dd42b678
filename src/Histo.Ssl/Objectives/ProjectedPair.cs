using Histo.Ssl.Encoders;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>The step that the objectives on two projected views share.</summary>
internal static class ProjectedPair
{
    /// <summary>Sends each view through encoder and projector in a forward of its own, as the official codes do, and applies the loss.</summary>
    public static ObjectiveResult Compute(string objective, ObjectiveInput input, ProjectionHead projector, Func<Tensor, Tensor, LossResult> loss)
    {
        ArgumentNullException.ThrowIfNull(input);
        RequireTwoViews(objective, input.Views);
        using DisposeScope scope = NewDisposeScope();
        Tensor first = projector.call(input.Encoder.call(input.Views[0]));
        Tensor second = projector.call(input.Encoder.call(input.Views[1]));
        return ObjectiveResult.From(loss(first, second), first, second);
    }

    /// <summary>Sends both views in one batch through encoder and projector, so that batch normalisation sees them together, and applies the loss.</summary>
    public static ObjectiveResult ComputeTogether(string objective, ObjectiveInput input, ProjectionHead projector, Func<Tensor, Tensor, LossResult> loss)
    {
        ArgumentNullException.ThrowIfNull(input);
        RequireTwoViews(objective, input.Views, sameSize: true);
        using DisposeScope scope = NewDisposeScope();
        long rows = input.Views[0].size(0);
        Tensor both = projector.call(input.Encoder.call(cat([input.Views[0], input.Views[1]])));
        Tensor first = both.narrow(0, 0, rows), second = both.narrow(0, rows, rows);
        return ObjectiveResult.From(loss(first, second), first, second);
    }

    /// <summary>Requires two batches of equally many images, two or more: batch normalisation needs that many on each process.</summary>
    public static void RequireTwoViews(string objective, IReadOnlyList<Tensor> views, bool sameSize = false)
    {
        bool fits = views.Count == 2 && views[0].dim() == 4 && views[1].dim() == 4 && views[0].size(0) == views[1].size(0) && views[0].size(0) > 1;
        if (!fits || (sameSize && !views[0].shape.SequenceEqual(views[1].shape)))
        {
            throw new HistoException(
                ErrorCodes.WrongShape, "the objective needs two views of the same number of images", objective,
                string.Join(" and ", views.Select(view => $"[{string.Join(", ", view.shape)}]")), "[N, 3, S, S] twice with N of 2 or more");
        }
    }
}
