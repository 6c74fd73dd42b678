using System.Runtime.InteropServices;
using Histo.Ssl.Collectives;
using Histo.Ssl.Pairs;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>Finds pairs of rows that lie so close in a slide that they must not be each other's negatives.</summary>
/// <remarks>
/// A pair is close when both rows are of one slide and their Chebyshev distance is at most <see cref="BatchContext.ExclusionRadius"/>; distance 0 is the same tile. The losses keep the designated
/// positives whatever a mask says. A reconstruction: the body of the contextual-pairs paper is not public; without the rule such pairs would attract and repel the same tissue.
/// </remarks>
internal static class NegativeExclusion
{
    /// <summary>Slide, column and row of each row of the first views, (N, views, 3) int64.</summary>
    public static Tensor Addresses(BatchContext context, int views, Device device)
    {
        var values = new long[context.Pairs * views * 3];
        for (int view = 0; view < views; view++)
        {
            ReadOnlySpan<BatchRow> rows = context.View(view);
            for (int i = 0; i < rows.Length; i++)
            {
                int at = ((i * views) + view) * 3;
                (values[at], values[at + 1], values[at + 2]) = (rows[i].Address.Slide, rows[i].Address.Column, rows[i].Address.Row);
            }
        }

        Tensor addresses = empty([context.Pairs, views, 3], ScalarType.Int64);
        addresses.bytes = MemoryMarshal.AsBytes(values.AsSpan());
        return addresses.to(device);
    }

    /// <summary>Compares addresses (A, 3) with addresses (B, 3): true in (A, B) where a pair is close.</summary>
    public static Tensor Close(Tensor anchors, Tensor others, int radius)
    {
        using DisposeScope scope = NewDisposeScope();
        // Comparisons of a column with a row give booleans at once: no matrix of differences, which would be eight times as large, is made.
        Tensor close = anchors.select(1, 0).unsqueeze(1) == others.select(1, 0).unsqueeze(0);
        for (int axis = 1; axis <= 2; axis++)
        {
            Tensor place = anchors.select(1, axis).unsqueeze(1), other = others.select(1, axis).unsqueeze(0);
            close.logical_and_(other >= place - radius);
            close.logical_and_(other <= place + radius);
        }

        return close.MoveToOuterDisposeScope();
    }

    /// <summary>Compares both views of this rank's pairs with both views of all ranks' pairs, view after view: (2 N, 2 N ranks); null when the batch has no radius.</summary>
    public static Tensor? OfViews(BatchContext context, Device device, ICollective collective)
    {
        if (context.ExclusionRadius == 0)
        {
            return null;
        }

        using DisposeScope scope = NewDisposeScope();
        Tensor local = Addresses(context, ViewLayout.GlobalViews, device), all = collective.Gather(local);
        return Close(Embeddings.ViewMajor(local), Embeddings.ViewMajor(all), context.ExclusionRadius).MoveToOuterDisposeScope();
    }

    /// <summary>Requires that the context describes the batch.</summary>
    public static void RequireContext(string objective, ObjectiveInput input)
    {
        if (input.Context.Pairs != input.Views[0].size(0) || input.Context.Views < ViewLayout.GlobalViews)
        {
            throw new HistoException(
                ErrorCodes.WrongShape, "the context describes another batch", objective, $"{input.Context.Views} views of {input.Context.Pairs} pairs", $"2 views of {input.Views[0].size(0)} pairs");
        }
    }
}
