using Histo.Ssl.Encoders;
using Histo.Ssl.Pairs;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>How the multi-crop objectives send their views through an encoder.</summary>
internal static class MultiCrop
{
    /// <summary>Requires the views of a layout: all of the same number of images, two of them at least, global ones of one shape.</summary>
    public static void Require(string objective, ViewLayout layout, IReadOnlyList<Tensor> views)
    {
        bool fits = views.Count == layout.Views && views.All(view => view.dim() == 4 && view.size(0) == views[0].size(0)) && views[0].size(0) >= 2;
        if (!fits || !SameShape(views[0], views[1]))
        {
            throw new HistoException(
                ErrorCodes.WrongShape, "the objective needs two global views of one shape and its local views, all of the same number of images", objective,
                string.Join(" and ", views.Select(view => $"[{string.Join(", ", view.shape)}]")),
                $"[N, 3, S, S] twice, then {layout.LocalViews} x [N, 3, s, s], N of 2 or more");
        }
    }

    /// <summary>Runs consecutive views of one shape through the encoder as one batch each, as the official codes do; returns the class tokens of all, crop-major.</summary>
    public static Tensor Encode(Encoder encoder, IEnumerable<Tensor> views)
    {
        var groups = new List<List<Tensor>>();
        foreach (Tensor view in views)
        {
            if (groups.Count == 0 || !SameShape(groups[^1][0], view))
            {
                groups.Add([]);
            }

            groups[^1].Add(view);
        }

        return Joined([.. groups.Select(group => ClassTokens(encoder, Joined(group)))]);
    }

    /// <summary>The class tokens of a token encoder, or the embeddings of any other.</summary>
    public static Tensor ClassTokens(Encoder encoder, Tensor images) => encoder is ITokenEncoder tokens ? tokens.ForwardTokens(images).Cls : encoder.call(images);

    /// <summary>Passes a loss on as the result of a step: terms and embeddings lose their gradient.</summary>
    /// <param name="loss">The loss; taken over.</param>
    /// <param name="embeddings">Embeddings of all crops, crop-major; those of the global ones go into the result.</param>
    /// <param name="pairs">N.</param>
    public static ObjectiveResult Result(LossResult loss, Tensor embeddings, long pairs) => new(
        loss.Loss.MoveToOuterDisposeScope(),
        loss.Terms.ToDictionary(term => term.Key, term => term.Value.detach().MoveToOuterDisposeScope(), StringComparer.Ordinal),
        [embeddings.narrow(0, 0, pairs).detach().MoveToOuterDisposeScope(), embeddings.narrow(0, pairs, pairs).detach().MoveToOuterDisposeScope()]);

    private static Tensor Joined(List<Tensor> parts) => parts.Count == 1 ? parts[0] : cat(parts);

    private static bool SameShape(Tensor first, Tensor second) => first.shape.AsSpan().SequenceEqual(second.shape);
}
