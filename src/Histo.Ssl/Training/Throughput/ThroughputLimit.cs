namespace Histo.Ssl.Training;

/// <summary>What a training step spends most of its time on, of what can be changed.</summary>
public enum ThroughputLimit
{
    /// <summary>The trainer waits for pixels, and the files come slower than their tiles could be decoded.</summary>
    Disk,

    /// <summary>The trainer waits for pixels, and decoding them takes the time.</summary>
    Decoding,

    /// <summary>Making the views takes longer than the network.</summary>
    Views,

    /// <summary>The network: forward, backward and update.</summary>
    Compute,
}
