using System.CommandLine;
using System.Text.Json.Nodes;
using Histo.Cli.Output;
using Histo.Ssl.Slides;

namespace Histo.Cli.Commands;

/// <summary>Turns a data set's table of labels into a manifest.</summary>
internal sealed class ManifestCommand : ICliCommand
{
    private readonly Option<string> _labels = new("--labels") { Description = "CSV with one row an image: image, mask, label, mosaic_group, ...", Required = true, HelpName = "FILE" };
    private readonly Option<double?> _mpp = new("--mpp") { Description = "Microns per pixel of all images, where the data set says it nowhere." };
    private readonly Option<string?> _label = new("--label-column") { Description = "Column of the label. Default: label." };
    private readonly Option<string?> _group = new("--group-column") { Description = "Column of the unit that folds must not split. Default: mosaic_group, else group." };
    private readonly Option<string> _out = new("--out") { Description = "The manifest to write (.csv).", Required = true, HelpName = "FILE" };

    public Command Build()
    {
        var command = new Command(
            "manifest",
            """
            Turn a data set's labels.csv into a manifest.

              histo manifest --labels data/labels.csv --mpp 1 --out manifest.csv
            """) { _labels, _mpp, _label, _group, _out };
        command.OnRun(Run);
        return command;
    }

    private int Run(ParseResult result, CliOutput output, CancellationToken cancellation)
    {
        var columns = new LabelTableColumns { Label = result.GetValue(_label), Group = result.GetValue(_group) };
        SlideManifest manifest = LabelTable.ToManifest(result.GetRequiredValue(_labels), columns, result.GetValue(_mpp));
        string path = result.GetRequiredValue(_out);
        manifest.Save(path);
        foreach (string notice in manifest.Notices)
        {
            CliOutput.Notice(notice);
        }

        output.Line($"{manifest.Slides.Count} slides: {path}");
        output.Result(new JsonObject { ["slides"] = manifest.Slides.Count, ["out"] = Path.GetFullPath(path) });
        return ExitCodes.Success;
    }
}
