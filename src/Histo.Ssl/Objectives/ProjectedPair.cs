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
        LossResult result = loss(first, second);
        return new ObjectiveResult(
            result.Loss.MoveToOuterDisposeScope(),
            result.Terms.ToDictionary(term => term.Key, term => term.Value.detach().MoveToOuterDisposeScope(), StringComparer.Ordinal),
            [first.detach().MoveToOuterDisposeScope(), second.detach().MoveToOuterDisposeScope()]);
    }

    /// <summary>Requires two views of the same number of images.</summary>
    public static void RequireTwoViews(string objective, IReadOnlyList<Tensor> views)
    {
        if (views.Count != 2 || views[0].dim() != 4 || views[1].dim() != 4 || views[0].size(0) != views[1].size(0))
        {
            throw new HistoException(
                ErrorCodes.WrongShape, "the objective needs two views of the same number of images", objective,
                string.Join(" and ", views.Select(view => $"[{string.Join(", ", view.shape)}]")), "[N, 3, S, S] twice");
        }
    }
}
