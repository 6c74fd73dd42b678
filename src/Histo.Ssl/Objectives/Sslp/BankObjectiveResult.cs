using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>Puts the result of an objective with a bank together.</summary>
internal static class BankObjectiveResult
{
    /// <summary>Moves loss, terms and the embeddings of one or two views out of the scope.</summary>
    public static ObjectiveResult Of(LossResult loss, Tensor first, Tensor? second)
    {
        Tensor[] views = second is null ? [first.detach()] : [first.detach(), second.detach()];
        return new ObjectiveResult(
            loss.Loss.MoveToOuterDisposeScope(),
            loss.Terms.ToDictionary(term => term.Key, term => term.Value.MoveToOuterDisposeScope(), StringComparer.Ordinal),
            Array.ConvertAll(views, view => view.MoveToOuterDisposeScope()));
    }
}
