using System.Text.Json;
using Histo.Ssl.Encoders;
using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Bags;
using Histo.Ssl.Storage;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Training;

/// <summary>A trained slide-level model: an aggregator with what is needed to use it on other slides. Disposing it disposes the aggregator.</summary>
public sealed class MilModel : IDisposable
{
    private const string WeightsName = "model.safetensors", RecordName = "model.json";

    /// <summary>Creates a model.</summary>
    /// <param name="aggregator">The aggregator; the model's from here on.</param>
    /// <param name="record">What it is.</param>
    public MilModel(IMilAggregator aggregator, MilModelRecord record)
    {
        ArgumentNullException.ThrowIfNull(aggregator);
        ArgumentNullException.ThrowIfNull(record);
        (Aggregator, Record) = (aggregator, record);
    }

    /// <summary>Gets the aggregator, in evaluation mode when it is used.</summary>
    public IMilAggregator Aggregator { get; }

    /// <summary>Gets what the model is.</summary>
    public MilModelRecord Record { get; }

    /// <summary>Reads a model.</summary>
    /// <param name="folder">Folder that <see cref="Save"/> wrote, or one above a folder <c>model</c>.</param>
    /// <returns>The model on the CPU; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS2045: there is no model, or a newer one. HS1502: the weights do not fit. HS0003: the weights are damaged.</exception>
    public static MilModel Load(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string place = File.Exists(Path.Combine(folder, RecordName)) ? folder : Path.Combine(folder, "model");
        string path = Path.Combine(place, RecordName);
        if (!File.Exists(path))
        {
            throw new HistoException(ErrorCodes.BadMilModel, "the folder holds no slide-level model", folder, wanted: RecordName, action: "Name the --out folder of histo mil train.");
        }

        MilModelRecord record = Read(path);
        IMilAggregator aggregator = AggregatorFactory.Create(record.Aggregator, record.InputSize, record.Task.Outputs, 0);
        try
        {
            using var noGrad = no_grad();
            TensorFile.LoadInto(Path.Combine(place, WeightsName), aggregator.Module.state_dict());
            aggregator.Module.eval();
            return new MilModel(aggregator, record);
        }
        catch
        {
            aggregator.Dispose();
            throw;
        }
    }

    /// <summary>Writes the model: <c>model.safetensors</c> with PyTorch's parameter names, <c>model.json</c>.</summary>
    /// <param name="folder">Made when missing; files of these names are replaced.</param>
    public void Save(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Directory.CreateDirectory(folder);
        TensorFile.Save(Path.Combine(folder, WeightsName), Aggregator.Module.state_dict().Select(each => (each.Key, each.Value)));
        AtomicFile.WriteText(Path.Combine(folder, RecordName), JsonSerializer.Serialize(Record, MilJsonContext.Default.MilModelRecord));
    }

    /// <summary>Throws when features cannot be used with the model.</summary>
    /// <param name="origin">What made them.</param>
    /// <param name="where">Slide or folder, for the message.</param>
    /// <exception cref="HistoException">HS2042: another encoder, resolution or tiling; the message has both values.</exception>
    public void Require(FeatureOrigin origin, string where) => Record.Origin.Require(origin, where);

    /// <summary>Predicts.</summary>
    /// <param name="bag">The bag as its features come, before any scaling; stays the caller's.</param>
    /// <returns>The prediction.</returns>
    public MilPrediction Predict(Bag bag)
    {
        using MilOutput output = Run(bag);
        return Describe(bag, output);
    }

    /// <summary>Computes a pass in evaluation mode, without gradient: logits and attention.</summary>
    /// <param name="bag">The bag as its features come; stays the caller's.</param>
    /// <returns>What the aggregator makes of it; the caller disposes it.</returns>
    public MilOutput Run(Bag bag)
    {
        ArgumentNullException.ThrowIfNull(bag);
        Aggregator.Module.eval();
        using var noGrad = no_grad();
        using Bag? scaled = Record.Scaling?.Apply(bag);
        return Aggregator.Forward(new MilInput(scaled ?? bag));
    }

    /// <summary>Puts logits into words.</summary>
    /// <param name="bag">The bag.</param>
    /// <param name="output">What the aggregator made of it.</param>
    public MilPrediction Describe(Bag bag, MilOutput output)
    {
        ArgumentNullException.ThrowIfNull(bag);
        ArgumentNullException.ThrowIfNull(output);
        MilTask task = Record.Task;
        if (task.Kind != TargetKind.Classification)
        {
            using Tensor value = output.Logits.to(ScalarType.Float64).mean();
            return new MilPrediction { BagId = bag.Id, Instances = bag.Count, Value = (value.item<double>() * task.TargetDeviation) + task.TargetMean };
        }

        double[] probabilities = Probabilities(output.Logits, Aggregator.Logits);
        int most = Array.IndexOf(probabilities, probabilities.Max());
        int chosen = Record.Threshold is { } threshold && probabilities.Length == 2 ? (probabilities[1] >= threshold ? 1 : 0) : most;
        return new MilPrediction { BagId = bag.Id, Instances = bag.Count, Probabilities = probabilities, Class = task.Classes[chosen] };
    }

    /// <inheritdoc/>
    public void Dispose() => Aggregator.Dispose();

    // Sigmoid logits are scaled to sum 1, so that classes can be compared.
    private static double[] Probabilities(Tensor logits, LogitKind kind)
    {
        using DisposeScope scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor wide = logits.to(ScalarType.Float64).cpu();
        Tensor scaled = kind == LogitKind.Softmax ? wide.softmax(1) : wide.sigmoid() / wide.sigmoid().sum();
        return scaled.contiguous().data<double>().ToArray();
    }

    private static MilModelRecord Read(string path)
    {
        MilModelRecord? record;
        try
        {
            record = JsonSerializer.Deserialize(File.ReadAllBytes(path), MilJsonContext.Default.MilModelRecord);
        }
        catch (JsonException error)
        {
            throw new HistoException(ErrorCodes.BadMilModel, "the record of the model cannot be read", path, inner: error);
        }

        return record is { Format: MilModelRecord.CurrentFormat } ? record : throw new HistoException(ErrorCodes.BadMilModel, "the model was written by another version", path, record?.Format, MilModelRecord.CurrentFormat);
    }
}
