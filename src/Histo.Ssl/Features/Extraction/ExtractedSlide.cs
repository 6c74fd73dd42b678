using System.Text.Json.Serialization;

namespace Histo.Ssl.Features;

/// <summary>What an extraction knows about a slide.</summary>
/// <param name="SlideId">Name of the slide.</param>
/// <param name="Status">What became of it.</param>
/// <param name="Tiles">Rows of its store; 0 without one.</param>
public sealed record ExtractedSlide(string SlideId, ExtractionStatus Status, int Tiles = 0)
{
    /// <summary>Number of unreadable tiles that <see cref="UnreadableTiles"/> has room for.</summary>
    public const int ShownUnreadableTiles = 20;

    /// <summary>Gets the number of tiles that were left out because they cannot be read.</summary>
    /// <value>Null: not known, because the process was killed between writing the store and noting it down.</value>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int? Unreadable { get; init; }

    /// <summary>Gets the first of the tiles that cannot be read, as text with slide and coordinates.</summary>
    /// <value>At most <see cref="ShownUnreadableTiles"/>.</value>
    public IReadOnlyList<string> UnreadableTiles { get; init; } = [];

    /// <summary>Gets the reader that opened the slide.</summary>
    /// <value>Null: it was not opened in this run or an earlier one that was noted down.</value>
    public string? Reader { get; init; }

    /// <summary>Gets the code of what is wrong, one of <see cref="ErrorCodes"/>.</summary>
    /// <value>Null: nothing is.</value>
    public string? Code { get; init; }

    /// <summary>Gets what is wrong, in words.</summary>
    /// <value>Null: nothing is.</value>
    public string? Reason { get; init; }
}
