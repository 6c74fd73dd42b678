using System.CommandLine;
using Histo.Ssl.Encoders;
using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;
using Histo.Ssl.Tissue;
using Histo.Ssl.Training;
using Histo.Cli.Output;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Cli.Inputs;

/// <summary>The options by which a command is given an encoder and the grid of its tiles.</summary>
internal sealed class EncoderInputs
{
    private readonly TilingInputs _tiling = new();
    private readonly Option<string?> _encoder;
    private readonly Option<string?> _architecture = new("--architecture")
    {
        Description = $"Architecture of weights from elsewhere (.safetensors, .pt, .pth): {string.Join(", ", EncoderFactory.Architectures)}. The names of torchvision, timm, DINO, DINOv2, MoCo and MAE are understood.",
    };

    private readonly Option<int?> _input = new("--input") { Description = "Width and height of the network's input, with --architecture. Default: the tile.", HelpName = "PX" };
    private readonly Option<string?> _reader = SlideInputs.ReaderOption();
    private readonly Option<string?> _device = new("--device") { Description = "cpu, cuda or cuda:n. Default: cpu." };

    /// <param name="description">What --encoder takes.</param>
    /// <param name="required">Whether the command cannot do without.</param>
    public EncoderInputs(string description, bool required = true)
    {
        _encoder = new("--encoder") { Description = description, Required = required, HelpName = "DIR|FILE" };
        _architecture.AcceptOnlyFromAmong([.. EncoderFactory.Architectures]);
    }

    public void AddTo(Command command)
    {
        command.Options.Add(_encoder);
        command.Options.Add(_architecture);
        command.Options.Add(_input);
        _tiling.AddTo(command);
        command.Options.Add(_reader);
        command.Options.Add(_device);
    }

    /// <summary>What --encoder says; null where it is not given, on commands that can do without.</summary>
    public string? Name(ParseResult result) => result.GetValue(_encoder);

    /// <summary>How the cohort is read and tiled: as in the encoder's run, or as by default without encoder, with what is given written over it.</summary>
    public (string Reader, TilingOptions Tiling, TissueOptions Tissue) Grid(ParseResult result)
    {
        if (Name(result) is not { } name)
        {
            var plain = new TilingOptions();
            _tiling.Apply(result, plain);
            return (result.GetValue(_reader) ?? "auto", plain, new TissueOptions());
        }

        string folder = File.Exists(name) ? Path.GetDirectoryName(Path.GetFullPath(name))! : name;
        bool trainedHere = result.GetValue(_architecture) is null && File.Exists(Path.Combine(folder, "run.json"));
        RunRecord? record = trainedHere ? new RunDirectory(folder).ReadRecord() : null;
        TilingOptions tiling = record?.Options.Tiling ?? new TilingOptions { TileSize = 0 };
        _tiling.Apply(result, tiling);
        if (tiling.TileSize == 0 || (record is null && tiling.Mpp is null))
        {
            throw new UsageException($"--encoder {name} has no run.json beside it: give --mpp and --tile");
        }

        return (result.GetValue(_reader) ?? record?.Options.Reader ?? "auto", tiling, record?.Options.Tissue ?? new TissueOptions());
    }

    /// <summary>Loads the encoder onto the device; the caller disposes it.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="tileSize">Width and height of a tile: the input of foreign weights when --input is not given.</param>
    public (Encoder Encoder, Device Device) Load(ParseResult result, int tileSize)
    {
        Device device = ComputeDevice.Resolve(result.GetValue(_device) ?? "cpu");
        string name = Name(result)!, file = Directory.Exists(name) ? Path.Combine(name, "encoder.safetensors") : name;
        Encoder encoder = result.GetValue(_architecture) is string architecture ? Foreign(architecture, file, result.GetValue(_input) ?? tileSize) : EncoderFile.Load(file);
        encoder.to(device);
        return (encoder, device);
    }

    private static Encoder Foreign(string architecture, string file, int input)
    {
        var spec = new EncoderSpec { Architecture = architecture, InputSize = input, Transformer = architecture.StartsWith("vit-", StringComparison.Ordinal) ? new TransformerSpec() : null };
        Encoder encoder = EncoderFactory.Create(spec, seed: 0);
        try
        {
            CliOutput.Notice($"encoder: {EncoderWeights.Load(encoder, file)}; normalised with the means of ImageNet");
            return encoder;
        }
        catch
        {
            encoder.Dispose();
            throw;
        }
    }
}
