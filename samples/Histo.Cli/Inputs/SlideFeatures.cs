using Histo.Cli.Commands;
using Histo.Ssl.Encoders;
using Histo.Ssl.Features;
using Histo.Ssl.Mil.SlideModels;
using Histo.Ssl.Slides;
using Histo.Ssl.Training;

namespace Histo.Cli.Inputs;

/// <summary>Extracts the features of slides for commands of slide-level models.</summary>
internal static class SlideFeatures
{
    public static SlideModelPipeline Pipeline() => new(Extraction());

    /// <summary>Extracts slides with the encoder of a run of 'histo pretrain', on the run's grid.</summary>
    public static ExtractionOutcome ExtractWithRun(string run, SlideManifest slides, string folder, CancellationToken cancellation)
    {
        if (!File.Exists(Path.Combine(run, "run.json")))
        {
            throw new UsageException($"--encoder {run} is no folder of 'histo pretrain': extract with 'histo extract', which takes any encoder, and give --features");
        }

        using Encoder encoder = EncoderFile.Load(Path.Combine(run, "encoder.safetensors"));
        ExtractionOptions options = ExtractionOptions.Like(new RunDirectory(run).ReadRecord().Options);
        return ExtractionProgressBar.Run(progress => Extraction().Run(slides, encoder, options, folder, progress, cancellation));
    }

    /// <summary>Extracts slides for a model into a folder; a slide that is done is kept.</summary>
    public static ExtractionOutcome Extract(SlideModel model, SlideManifest slides, string folder, string? reader, CancellationToken cancellation) => model.HasEncoder
        ? ExtractionProgressBar.Run(progress => model.Extract(slides, folder, reader ?? "auto", progress, cancellation))
        : throw new UsageException("the model's folder does not hold the encoder of its features (they are not of 'histo extract'): give --features");

    private static FeatureExtractionPipeline Extraction() => new(SlideReaderFactory.Default());
}
