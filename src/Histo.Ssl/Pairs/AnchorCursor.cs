namespace Histo.Ssl.Pairs;

/// <summary>Walks along an <see cref="AnchorSequence"/>, batch by batch. For one thread.</summary>
public abstract class AnchorCursor
{
    private protected AnchorCursor(AnchorSequence sequence, long step) => (Sequence, Step) = (sequence, step);

    /// <summary>Gets the number of anchors in a batch.</summary>
    public int BatchSize => Sequence.BatchSize;

    /// <summary>Gets the step of the next batch.</summary>
    public long Step { get; private set; }

    /// <summary>Gets where the cursor stands, for saving.</summary>
    public abstract AnchorState State { get; }

    /// <summary>Gets the order that is walked along.</summary>
    private protected AnchorSequence Sequence { get; }

    /// <summary>Takes the next batch.</summary>
    /// <param name="anchors">Receives <see cref="AnchorSequence.BatchSize"/> different tiles.</param>
    /// <returns>The epoch in which the batch begins.</returns>
    /// <exception cref="HistoException">HS0002: the span has another length. HS1302: the guard refuses so many tiles that the batch cannot be filled.</exception>
    public long Next(Span<int> anchors)
    {
        if (anchors.Length != BatchSize)
        {
            throw new HistoException(ErrorCodes.WrongShape, "there is not one place an anchor", seen: anchors.Length, wanted: BatchSize);
        }

        long epoch = Fill(anchors);
        Step++;
        return epoch;
    }

    /// <summary>Fills the batch of <see cref="Step"/>; returns its epoch.</summary>
    private protected abstract long Fill(Span<int> anchors);

    /// <summary>The error for a batch that cannot be filled.</summary>
    private protected HistoException TooStrict(int filled) => new(
        ErrorCodes.GuardTooStrict,
        "the guard refuses so many tiles that a batch cannot be filled",
        $"step {Step}, {Sequence.Guard?.Description}",
        $"{filled} anchors of {BatchSize}",
        "a full batch",
        "Lower the batch size or the minimum distance, raise the limit a slide, or add slides.");
}
