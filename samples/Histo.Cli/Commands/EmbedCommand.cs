using System.CommandLine;
using System.Text.Json.Nodes;
using Histo.Cli.Inputs;
using Histo.Cli.Output;
using Histo.Ssl.Features;

namespace Histo.Cli.Commands;

/// <summary>Writes the embeddings of all tiles of a cohort.</summary>
internal sealed class EmbedCommand : ICliCommand
{
    private readonly EmbeddingInputs _encoder = new();
    private readonly SlideInputs _slides = new();
    private readonly Option<string> _out = new("--out") { Description = "The embeddings to write (.safetensors, numpy reads it).", Required = true, HelpName = "FILE" };

    public Command Build()
    {
        var command = new Command(
            "embed",
            """
            Embed the tiles of a cohort with a trained encoder. Grid and resolution come from the encoder's run.json unless given.

              histo embed --encoder run --manifest cohort.csv --out embeddings.safetensors
            """);
        _encoder.AddTo(command);
        _slides.AddTo(command, withReader: false);
        command.Options.Add(_out);
        command.OnRun(Run);
        return command;
    }

    private int Run(ParseResult result, CliOutput output, CancellationToken cancellation)
    {
        EmbeddingSet set = _encoder.Embed(result, _slides.Load(result), cancellation);
        string path = result.GetRequiredValue(_out);
        set.Save(path);
        foreach (UnreadableTile tile in set.Unreadable)
        {
            CliOutput.Notice($"left out: {tile}");
        }

        output.Line($"{set.Count} tiles x {set.Dimensions} features, {set.Unreadable.Count} unreadable: {path}");
        output.Result(new JsonObject
        {
            ["out"] = Path.GetFullPath(path),
            ["tiles"] = set.Count,
            ["dimensions"] = set.Dimensions,
            ["unreadable"] = set.Unreadable.Count,
            ["encoderHash"] = set.Origin.EncoderHash,
            ["colour"] = set.Origin.Colour,
            ["tileSetHash"] = set.Origin.TileSetHash,
        });
        return set.Unreadable.Count == 0 ? ExitCodes.Success : ExitCodes.Failure;
    }
}
