using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Histo.Cli.Inputs;
using Histo.Cli.Output;
using Histo.Ssl.Features;
using Histo.Ssl.Mil.SlideModels;
using Histo.Ssl.Mil.Training;
using Histo.Ssl.Storage;

namespace Histo.Cli.Commands;

/// <summary>Predicts slides with a trained model.</summary>
internal sealed class MilPredictCommand : ICliCommand
{
    private readonly Option<string> _model = new("--model") { Description = "Folder of histo mil train.", Required = true, HelpName = "DIR" };
    private readonly Option<string?> _features = new("--features") { Description = "A feature store, or a folder of them.", HelpName = "FILE|DIR" };
    private readonly Option<string?> _out = new("--out") { Description = "The predictions to write (.csv); beside it, features of --slides. Default: print only.", HelpName = "FILE" };
    private readonly SlideInputs _slides = new();

    public Command Build()
    {
        var command = new Command(
            "predict",
            """
            Predict slides: from feature stores, or from slides, whose features are extracted with the encoder that the model keeps.

              histo mil predict --model model --slides new/*.svs --out predictions.csv
              histo mil predict --model model --features features --json
            """);
        command.Options.Add(_model);
        command.Options.Add(_features);
        _slides.AddTo(command);
        command.Options.Add(_out);
        command.OnRun(Run);
        return command;
    }

    private int Run(ParseResult result, CliOutput output, CancellationToken cancellation)
    {
        string folder = result.GetRequiredValue(_model);
        if (_slides.AreGiven(result) == result.GetValue(_features) is not null)
        {
            throw new UsageException("give either --features or --slides (or --manifest)");
        }

        using SlideModel model = SlideFeatures.Pipeline().Open(folder);
        (IReadOnlyList<string> stores, int asked) = result.GetValue(_features) is { } features ? Given(features) : Extract(result, model, folder, cancellation);
        var rows = new List<MilPrediction>();
        foreach (string path in stores)
        {
            cancellation.ThrowIfCancellationRequested();
            using IFeatureStore store = FeatureStores.Open(path);
            if (store.Info.Rows == 0)
            {
                CliOutput.Notice($"{store.Info.SlideId}: no tile, no prediction");
                continue;
            }

            rows.Add(model.Predict(store));
            output.Line(Words(rows[^1], model.Model.Record.Task));
        }

        if (result.GetValue(_out) is { } file)
        {
            AtomicFile.WriteText(file, Table(rows, model.Model.Record.Task));
        }

        output.Result(new JsonObject { ["predictions"] = new JsonArray([.. rows.Select(row => Json(row, model.Model.Record.Task))]) });
        return rows.Count == asked ? ExitCodes.Success : ExitCodes.Failure;
    }

    private static (IReadOnlyList<string> Stores, int Asked) Given(string features)
    {
        IReadOnlyList<string> stores = File.Exists(features) ? [features] : FeatureStores.Find(features);
        return (stores, stores.Count);
    }

    // The stores of these slides only: the folder may hold those of earlier ones.
    private (IReadOnlyList<string> Stores, int Asked) Extract(ParseResult result, SlideModel model, string folder, CancellationToken cancellation)
    {
        string place = result.GetValue(_out) is { } file ? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, "extracted") : Path.Combine(folder, "extracted");
        ExtractionOutcome outcome = SlideFeatures.Extract(model, _slides.Load(result), place, result.GetValue(_slides.Reader), cancellation);
        foreach (ExtractedSlide slide in outcome.Slides.Where(each => each.Reason is not null))
        {
            CliOutput.Notice($"{slide.SlideId}: {slide.Reason}");
        }

        return ([.. outcome.Slides.Where(each => each.Status == ExtractionStatus.Done).Select(each => outcome.Folder.StoreFile(each.SlideId))], outcome.Slides.Count);
    }

    private static string Words(MilPrediction row, MilTask task) => task.Kind == TargetKind.Classification
        ? string.Create(CultureInfo.InvariantCulture, $"{row.BagId}: {row.Class} ({string.Join(", ", task.Classes.Select((name, c) => string.Create(CultureInfo.InvariantCulture, $"{name} {row.Probabilities[c]:0.000}")))})")
        : string.Create(CultureInfo.InvariantCulture, $"{row.BagId}: {row.Value:G6}");

    private static string Table(List<MilPrediction> rows, MilTask task)
    {
        var text = new StringBuilder("slide_id,prediction").AppendJoin(string.Empty, task.Classes.Select(name => $",p_{name}")).Append(",tiles\n");
        foreach (MilPrediction row in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"{row.BagId},{row.Class ?? row.Value?.ToString("R", CultureInfo.InvariantCulture)}")
                .AppendJoin(string.Empty, row.Probabilities.Select(value => string.Create(CultureInfo.InvariantCulture, $",{value:R}"))).Append(CultureInfo.InvariantCulture, $",{row.Instances}\n");
        }

        return text.ToString();
    }

    private static JsonObject Json(MilPrediction row, MilTask task) => new()
    {
        ["slide"] = row.BagId,
        ["class"] = row.Class,
        ["value"] = row.Value,
        ["probabilities"] = new JsonObject(task.Classes.Select((name, c) => KeyValuePair.Create(name, (JsonNode?)row.Probabilities[c]))),
        ["tiles"] = row.Instances,
    };
}
