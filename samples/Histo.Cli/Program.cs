using System.CommandLine;
using System.Globalization;
using Histo.Cli;
using Histo.Cli.Commands;
using Histo.Cli.Output;
using Histo.Ssl;
using Spectre.Console;

// Before the first tensor.
NativeHeap.Tune();

// Results are the same in every country.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

var root = new RootCommand(
    """
    Self-supervised learning on histopathology whole-slide images.

    A first tour:   histo demo
    What is there:  histo doctor slides/
    Train:          histo pretrain --slides slides/ --mpp 0.5 --tile 224 --objective vicreg --sampler spatial --out run
    How fast:       histo bench --slides slides/ --mpp 0.5 --tile 224
    Compare:        histo compare run1 run2
    Judge:          histo probe --encoder run --manifest labelled.csv
    Look:           histo map --encoder run --manifest labelled.csv --out map.html
    Radius:         histo purity --manifest labelled.csv --mpp 0.5 --tile 224
    Features:       histo extract --slides slides/ --encoder run --out features
                    histo store inspect features/features/slide.h5
    Slide models:   histo mil train --features features --labels labels.csv --aggregator srmil --out model
                    histo mil predict --model model --slides new/
                    histo heatmap --model model --slide slide.svs --out heatmap.png
    """);

foreach (ICliCommand command in new ICliCommand[] { new DoctorCommand(), new ManifestCommand(), new TileCommand(), new PretrainCommand(), new BenchCommand(), new CompareCommand(), new EmbedCommand(), new ExtractCommand(), new StoreCommand(), new ProbeCommand(), new MapCommand(), new PurityCommand(), new MilCommand(), new HeatmapCommand(), new DemoCommand() })
{
    root.Subcommands.Add(command.Build());
}

ParseResult parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
    {
        CliOutput.Errors.WriteLine(error.Message);
    }

    CliOutput.Errors.WriteLine($"Run 'histo {string.Join(' ', args.TakeWhile(word => !word.StartsWith('-')))} --help' to see what it takes.");
    return ExitCodes.WrongUsage;
}

return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(2) });
