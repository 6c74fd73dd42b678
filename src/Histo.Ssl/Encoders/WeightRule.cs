namespace Histo.Ssl.Encoders;

/// <summary>One step from the name of a tensor in a file to its name in a module.</summary>
public sealed class WeightRule
{
    private readonly Func<string, string?> _apply;
    private readonly string _text;

    private WeightRule(string text, Func<string, string?> apply)
    {
        _text = text;
        _apply = apply;
    }

    /// <summary>Gets the rule that takes the number of the chunk out of block names: "blocks.1.7.norm1.weight" becomes "blocks.7.norm1.weight".</summary>
    /// <remarks>Source: facebookresearch/dinov2 @ b8931f7, models/vision_transformer.py: BlockChunk; blocks keep their number over all chunks.</remarks>
    public static WeightRule DropBlockChunk { get; } = new("blocks.<chunk>.<block>. -> blocks.<block>.", WithoutChunk);

    /// <summary>Leaves out names that begin with a text.</summary>
    /// <param name="start">The text, for example "fc.".</param>
    public static WeightRule Ignore(string start)
    {
        ArgumentException.ThrowIfNullOrEmpty(start);
        return new WeightRule($"leave out {start}*", name => name.StartsWith(start, StringComparison.Ordinal) ? null : name);
    }

    /// <summary>Replaces the beginning of names that begin with a text.</summary>
    /// <param name="from">The text, for example "reg_token".</param>
    /// <param name="to">What takes its place; empty takes it off.</param>
    public static WeightRule ReplaceStart(string from, string to)
    {
        ArgumentException.ThrowIfNullOrEmpty(from);
        ArgumentNullException.ThrowIfNull(to);
        return new WeightRule($"{from}* -> {to}*", name => name.StartsWith(from, StringComparison.Ordinal) ? to + name[from.Length..] : name);
    }

    /// <summary>Replaces the end of names that end with a text.</summary>
    /// <param name="from">The text, for example ".gamma_1".</param>
    /// <param name="to">What takes its place.</param>
    public static WeightRule ReplaceEnd(string from, string to)
    {
        ArgumentException.ThrowIfNullOrEmpty(from);
        ArgumentNullException.ThrowIfNull(to);
        return new WeightRule($"*{from} -> *{to}", name => name.EndsWith(from, StringComparison.Ordinal) ? name[..^from.Length] + to : name);
    }

    /// <summary>Applies the rule.</summary>
    /// <param name="name">A name, as the rules before have left it.</param>
    /// <returns>The new name; the same where the rule does not apply; null when the tensor is left out.</returns>
    public string? Apply(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _apply(name);
    }

    /// <summary>Describes the rule.</summary>
    public override string ToString() => _text;

    private static string WithoutChunk(string name)
    {
        string[] parts = name.Split('.', 4);
        return parts.Length == 4 && parts[0] == "blocks" && IsNumber(parts[1]) && IsNumber(parts[2]) ? $"blocks.{parts[2]}.{parts[3]}" : name;
    }

    private static bool IsNumber(string text) => text.Length > 0 && text.All(char.IsAsciiDigit);
}
