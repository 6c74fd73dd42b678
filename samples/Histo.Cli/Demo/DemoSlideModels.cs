using Histo.Cli.Inputs;
using Histo.Ssl.Encoders;
using Histo.Ssl.Features;
using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Explanation;
using Histo.Ssl.Mil.SlideModels;
using Histo.Ssl.Mil.Training;
using Histo.Ssl.Slides;
using Histo.Ssl.Slides.Synthetic;
using Histo.Ssl.Training;

namespace Histo.Cli.Demo;

/// <summary>The second half of the tour: features of further slides with slide labels only, two slide-level models, and where they looked.</summary>
/// <param name="folder">Folder of the demo. A finished part is not done again.</param>
/// <param name="seed">Seed of slides and models.</param>
internal sealed class DemoSlideModels(string folder, ulong seed)
{
    private const int Folds = 3;

    private static readonly string[] Aggregators = [Abmil.GatedName, Srmil.AggregatorName];

    private string Manifest => Path.Combine(folder, "slides", SyntheticCohort.ManifestName);

    private ExtractionFolder Extraction => new(Path.Combine(folder, "features"));

    /// <summary>Makes the slides, extracts them with an encoder, cross-validates both models.</summary>
    public IReadOnlyList<DemoSlideModel> Run(Encoder encoder, PretrainOptions like, CancellationToken cancellation)
    {
        if (!File.Exists(Manifest))
        {
            SyntheticCohort.Write(Path.GetDirectoryName(Manifest)!, DemoPlan.SlideCohort(seed), cancellation: cancellation);
        }

        var options = ExtractionOptions.Like(like);
        ExtractionOutcome extracted = new FeatureExtractionPipeline(SlideReaderFactory.Default()).Run(SlideManifest.Load(Manifest), encoder, options, Extraction.FolderPath, cancellation: cancellation);
        MilCohort cohort = CohortFiles.Load(extracted.Folder.StoreFolder, Manifest);
        return [.. Aggregators.Select(name => Train(name, cohort, cancellation))];
    }

    /// <summary>Draws where a model looked on a slide with tumour that it was not trained on.</summary>
    public (byte[] Heatmap, string Caption) Explain(DemoSlideModel found, CancellationToken cancellation)
    {
        TestPrediction shown = found.Result.Predictions.Where(each => each.Bag.Label.Class == "tumor").OrderByDescending(each => each.Prediction.Probabilities[1]).First();
        using SlideModel model = SlideFeatures.Pipeline().Open(Path.Combine(found.Folder, CrossValidation.FoldsName, FormattableString.Invariant($"0-{shown.Fold}")));
        using IFeatureStore store = FeatureStores.Open(Extraction.StoreFile(shown.Bag.Id));
        SlideExplanation explanation = model.Explain(store, classIndex: 1);
        ManifestSlide slide = SlideManifest.Load(Manifest).Slides.First(each => each.SlideId == shown.Bag.Id);
        using ISlide opened = new SlideSource(SlideReaderFactory.Default()).Open(slide);
        string path = Path.Combine(found.Folder, "heatmap.png");
        new ExplanationFiles { Heatmap = path }.Write(explanation, opened, new HeatmapOptions { Title = found.Name, LongestSide = 640 }, cancellation);
        return (File.ReadAllBytes(path), FormattableString.Invariant($"{found.Name} on {shown.Bag.Id}, which has tumour and was not in its training: probability {shown.Prediction.Probabilities[1]:0.00}"));
    }

    private DemoSlideModel Train(string name, MilCohort cohort, CancellationToken cancellation)
    {
        CrossValidationOptions small = ClassicSets.Options(name, Folds, repeats: 1, seed);
        small.Training.Epochs = 20;
        string place = Path.Combine(folder, name);
        return new DemoSlideModel(name, place, SlideFeatures.Pipeline().Train(cohort, small, place, Extraction.FolderPath, cancellation: cancellation).Result);
    }
}
