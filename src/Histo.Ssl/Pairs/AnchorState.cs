namespace Histo.Ssl.Pairs;

/// <summary>A place in the order of anchors, small enough to be saved with a run: with it the next batch is found at once, without it by going through the batches before.</summary>
/// <param name="Step">Step of the next batch.</param>
/// <param name="Position">Anchors that the order has given so far, over all epochs.</param>
/// <param name="Pending">Tiles that were refused and are offered first to the next batch, oldest first.</param>
/// <param name="Skipped">Tiles that were refused so often that they were given up until their next epoch.</param>
public sealed record AnchorState(long Step, long Position, int[] Pending, long Skipped)
{
    /// <summary>Gets the start of a run.</summary>
    public static AnchorState Start { get; } = new(0, 0, [], 0);
}
