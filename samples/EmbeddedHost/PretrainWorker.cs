using Histo.Ssl;
using Histo.Ssl.Features;
using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.SlideModels;
using Histo.Ssl.Mil.Training;
using Histo.Ssl.Reports;
using Histo.Ssl.Slides;
using Histo.Ssl.Slides.Synthetic;
using Histo.Ssl.Training;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EmbeddedHost;

/// <summary>Pretrains once, or goes on with the run that an earlier start left, extracts the features of its slides, trains a slide-level model where labels are given, and then ends the host.</summary>
internal sealed class PretrainWorker(
    PretrainPipeline pipeline,
    FeatureExtractionPipeline extraction,
    SlideModelPipeline slideModels,
    ISlideSource slides,
    IOptions<PretrainOptions> options,
    IOptions<JobOptions> job,
    IHostApplicationLifetime lifetime,
    ILogger<PretrainWorker> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            using PretrainOutcome outcome = await PretrainAsync(new ProgressLog(logger), stoppingToken);
            logger.LogInformation("Encoder: {Encoder}", outcome.Run.EncoderFile);
            logger.LogInformation("Report: {Report}", PretrainReport.Write(outcome, slides, stoppingToken));
            ExtractionOutcome features = await ExtractAsync(outcome, stoppingToken);
            logger.LogInformation("Features: {Tiles} tiles in {Folder}", features.Slides.Sum(slide => slide.Tiles), features.Folder.StoreFolder);
            if (job.Value.Labels is { } labels)
            {
                SlideModelOutcome model = await TrainAsync(features.Folder.StoreFolder, labels, stoppingToken);
                logger.LogInformation("Slide-level model: {Model}", model.ModelFolder);
                logger.LogInformation("Its report: {Report}", model.ReportFile);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            logger.LogInformation("Stopped; the next start goes on from here");
        }
        catch (HistoException error)
        {
            logger.LogError("{Message}", error.Message);
            Environment.ExitCode = 1;
        }

        lifetime.StopApplication();
    }

    private Task<PretrainOutcome> PretrainAsync(ProgressLog progress, CancellationToken stopping)
    {
        string folder = job.Value.RunFolder;
        if (File.Exists(new RunDirectory(folder).RunFile))
        {
            logger.LogInformation("Going on with the run in {Folder}; its options are those it was started with", folder);
            return pipeline.ResumeAsync(folder, progress: progress, cancellation: stopping);
        }

        SlideManifest manifest = SlideManifest.Load(job.Value.Slides ?? WriteSlides(stopping));
        return pipeline.StartAsync(manifest, options.Value, folder, progress, stopping);
    }

    // Run again, it keeps the stores that are whole and makes what is missing.
    private Task<ExtractionOutcome> ExtractAsync(PretrainOutcome outcome, CancellationToken stopping)
    {
        var manifest = new SlideManifest(outcome.Session.Tiles.Slides.Select(slide => slide.Source));
        return extraction.RunAsync(manifest, outcome.Session.Encoder, ExtractionOptions.Like(outcome.Record.Options), Path.Combine(outcome.Run.FolderPath, "extraction"), cancellation: stopping);
    }

    private Task<SlideModelOutcome> TrainAsync(string features, string labels, CancellationToken stopping)
    {
        const string Name = Abmil.GatedName;
        var how = new CrossValidationOptions { Aggregator = new AggregatorOptions { Name = Name }, Training = MilRecipe.For(Name), Folds = 3 };
        return slideModels.TrainAsync(CohortFiles.Load(features, labels), how, job.Value.ModelFolder, features, cancellation: stopping);
    }

    private string WriteSlides(CancellationToken stopping)
    {
        logger.LogInformation("No slides were given: making a synthetic cohort in {Folder}", job.Value.SyntheticFolder);
        var cohort = new SyntheticCohortOptions { SlideCount = 4, Threads = 0, Slide = new SyntheticSlideOptions { Width = 1024, Height = 1024 } };
        return SyntheticCohort.Write(job.Value.SyntheticFolder, cohort, cancellation: stopping);
    }
}
