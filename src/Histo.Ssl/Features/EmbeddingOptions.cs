using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Features;

/// <summary>How tiles are embedded.</summary>
public sealed class EmbeddingOptions
{
    /// <summary>Gets or sets the tiles that go through the encoder at once.</summary>
    /// <value>64 by default. Memory and speed only: each tile is embedded by itself.</value>
    [Range(1, 65536)]
    public int BatchSize { get; set; } = 64;

    /// <summary>Gets or sets the threads that read tiles while the encoder computes. They never change a result.</summary>
    /// <value>2 by default.</value>
    [Range(1, 256)]
    public int ReadingThreads { get; set; } = 2;

    internal void Validate()
    {
        Require(BatchSize is >= 1 and <= 65536, nameof(BatchSize), BatchSize, "1 to 65536");
        Require(ReadingThreads is >= 1 and <= 256, nameof(ReadingThreads), ReadingThreads, "1 to 256");
    }

    private static void Require(bool holds, string name, int seen, string wanted)
    {
        if (!holds)
        {
            throw new HistoException(ErrorCodes.InvalidOption, "an option lies outside its range", $"{nameof(EmbeddingOptions)}.{name}", seen, wanted);
        }
    }
}
