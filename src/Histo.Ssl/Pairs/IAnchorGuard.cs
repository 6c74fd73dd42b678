namespace Histo.Ssl.Pairs;

/// <summary>Decides which anchors may share a batch.</summary>
public interface IAnchorGuard
{
    /// <summary>Gets a short description for logs and reports, for example "anchors >= 3 apart".</summary>
    string Description { get; }

    /// <summary>Gets the distance in strides within which another row must not be used as a negative; 0 for no such rule.</summary>
    int ExclusionRadius => 0;

    /// <summary>Starts an empty batch; the returned object collects its anchors. Called once a batch, from one thread.</summary>
    /// <param name="batchSize">Number of anchors that the batch will hold.</param>
    IAnchorBatch Begin(int batchSize);
}
