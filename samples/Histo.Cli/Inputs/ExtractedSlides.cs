using Histo.Cli.Commands;
using Histo.Ssl.Encoders;
using Histo.Ssl.Features;
using Histo.Ssl.Slides;
using Histo.Ssl.Training;

namespace Histo.Cli.Inputs;

/// <summary>Extracts further slides as the features were extracted that a model was trained on: the model's folder holds encoder and settings.</summary>
internal static class ExtractedSlides
{
    private const string EncoderName = "encoder.safetensors", RecordName = "extraction.json";

    /// <summary>Copies encoder and settings from a folder of features to a model's, where they are there.</summary>
    public static bool Keep(string features, string model)
    {
        string? folder = new[] { features, Path.GetDirectoryName(Path.GetFullPath(features))! }.FirstOrDefault(each => File.Exists(Path.Combine(each, RecordName)) && File.Exists(Path.Combine(each, EncoderName)));
        if (folder is null)
        {
            return false;
        }

        foreach (string name in new[] { EncoderName, RecordName })
        {
            File.Copy(Path.Combine(folder, name), Path.Combine(model, name), overwrite: true);
        }

        return true;
    }

    /// <summary>Extracts slides with the encoder of a run of 'histo pretrain', on the run's grid.</summary>
    public static ExtractionOutcome ExtractWithRun(string run, SlideManifest slides, string folder, CancellationToken cancellation)
    {
        if (!File.Exists(Path.Combine(run, "run.json")))
        {
            throw new UsageException($"--encoder {run} is no folder of 'histo pretrain': extract with 'histo extract', which takes any encoder, and give --features");
        }

        using Encoder encoder = EncoderFile.Load(Path.Combine(run, EncoderName));
        ExtractionOptions options = ExtractionOptions.Like(new RunDirectory(run).ReadRecord().Options);
        return ExtractionProgressBar.Run(progress => new FeatureExtractionPipeline(SlideReaderFactory.Default()).Run(slides, encoder, options, folder, progress, cancellation));
    }

    /// <summary>Extracts slides into a folder; a slide that is done is kept.</summary>
    public static ExtractionOutcome Extract(string model, SlideManifest slides, string folder, string? reader, CancellationToken cancellation)
    {
        string place = File.Exists(Path.Combine(model, EncoderName)) ? model : Path.Combine(model, "model");
        if (!File.Exists(Path.Combine(place, EncoderName)) || new ExtractionFolder(place).ReadRecord() is not { } record)
        {
            throw new UsageException($"{model} does not hold the encoder of its features (they are not of 'histo extract'): give --features");
        }

        using Encoder encoder = EncoderFile.Load(Path.Combine(place, EncoderName));
        var options = new ExtractionOptions { Reader = reader ?? "auto", Tiling = record.Tiling, Tissue = record.Tissue, Precision = record.Precision };
        return ExtractionProgressBar.Run(progress => new FeatureExtractionPipeline(SlideReaderFactory.Default()).Run(slides, encoder, options, folder, progress, cancellation));
    }
}
