using Histo.Ssl.Evaluation;
using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Bags;
using Histo.Ssl.Mil.Explanation;
using Histo.Ssl.Mil.Training;
using Histo.Ssl.Reports;
using Histo.Ssl.Slides;
using TorchSharp;

namespace Histo.Evidence;

/// <summary>Slide-level models on blocks of camelyon-regions: encoders against each other, ABMIL against SRMIL, and SRMIL's mask ratio.</summary>
/// <remarks>
/// Three folds of whole mosaics. For each fold the encoder is trained on the other folds' pixels, the model on their bags, a quarter of the mosaics among them chooses the epoch, and the fold's bags are tested once.
/// Models are small and have the same settings: width 64, Adam 5e-4, decay 1e-4, 30 epochs at most, class weights, standardised features.
/// </remarks>
internal sealed class SlideModels(BlockEncoders encoders, int seeds, Action<string> log, CancellationToken cancellation)
{
    private const int ShownBlocks = 12;

    private static readonly double[] MaskRates = [0.1, 0.3, 0.5, 0.7, 0.9];

    private readonly SlideSource _slides = new(SlideReaderFactory.Default());

    private readonly Dictionary<string, string> _labels = encoders.Blocks.Slides.ToDictionary(block => block.SlideId, block => block.Label!, StringComparer.Ordinal);

    /// <summary>Every arm with gated ABMIL.</summary>
    public IReadOnlyList<SlideModelScore> Encoders() => [.. BlockArm.All.SelectMany(arm => Enumerable.Range(1, seeds).Select(seed => Measure(arm, Options(Abmil.GatedName), "gated-abmil", seed)))];

    /// <summary>Every seed of the contextual arm with several models.</summary>
    public IReadOnlyList<SlideModelScore> Models() =>
        [.. new[] { "mean", "max", "abmil", "gated-abmil", "srmil" }.SelectMany(name => Enumerable.Range(1, seeds).Select(seed => Measure(BlockArm.Contextual, Options(name), name, seed)))];

    /// <summary>SRMIL with several shares of hidden tiles, on the contextual arm.</summary>
    public IReadOnlyList<SlideModelScore> MaskRatios() => [.. MaskRates.SelectMany(rate => Enumerable.Range(1, seeds).Select(seed =>
    {
        AggregatorOptions options = Options(Srmil.AggregatorName);
        options.Srmil.MaskRate = rate;
        return Measure(BlockArm.Contextual, options, FormattableString.Invariant($"srmil, {rate:0.0} hidden"), seed);
    }))];

    /// <summary>Writes a page with the tables and with where ABMIL and SRMIL looked on test blocks of the first fold.</summary>
    public void WriteReport(string path, IReadOnlyList<SlideModelScore> models)
    {
        var report = new HtmlReport("Slide-level models on blocks of camelyon-regions", "Where ABMIL and SRMIL looked, on blocks whose mosaics they never saw");
        var table = new ReportTable("Means over the folds", [new ReportColumn("model"), new ReportColumn("seed"), new ReportColumn("AUC", "0.000"), new ReportColumn("balanced accuracy", "0.000"), new ReportColumn("maximum over 0.5", "0.000"), new ReportColumn("top-1", "0.000"), new ReportColumn("top-5", "0.000")]);
        foreach (SlideModelScore each in models)
        {
            table.Row([each.Model, each.Seed, each.Auc, each.BalancedAccuracy, each.Attention?.HighAttentionRatio, each.Attention?.Top1Alignment, each.Attention?.Top5Alignment]);
        }

        report.Section("Scores and attention").Table(table);
        foreach (string name in new[] { Abmil.GatedName, Srmil.AggregatorName })
        {
            (MilModel model, EmbeddedBlocks source, CohortSplit split) = Train(BlockArm.Contextual, Options(name), 1, 0);
            using (model)
            {
                report.Section(name).Figures("Attention as rank within the block; tiles of 32 pixels", split.Test.Where(bag => bag.Label.Class == "tumour").Take(ShownBlocks).Select(bag => Picture(model, source, bag)), width: 180);
            }
        }

        report.Save(path);
    }

    private ReportFigure Picture(MilModel model, EmbeddedBlocks source, LabelledBag each)
    {
        using Bag bag = source.Bags.Load(each);
        using MilOutput output = model.Run(bag);
        SlideExplanation explanation = AttentionExplainer.Explain(output, model.Aggregator.Logits, model.Aggregator.Name, bag, classIndex: 1);
        using ISlide block = _slides.Open(encoders.Blocks.Slides.First(slide => slide.SlideId == each.Id));
        byte[] png = AttentionHeatmap.Draw(explanation.Scores.Span, explanation.RequirePositions(), block, new HeatmapOptions { LongestSide = 256, Legend = false }, cancellation);
        IReadOnlyList<bool> truth = source.TumourTiles(each.Id);
        return ReportFigure.OfEncoded(png, FormattableString.Invariant($"{each.Id}: {truth.Count(tile => tile)} of {truth.Count} tiles tumour, probability {explanation.Probabilities[1]:0.00}"));
    }

    private static AggregatorOptions Options(string name) => ClassicSets.Small(name);

    private SlideModelScore Measure(BlockArm arm, AggregatorOptions aggregator, string name, int seed)
    {
        var scores = new List<ClassificationScores>();
        var looked = new List<SlideAttention>();
        for (int fold = 0; fold < BlockEncoders.Folds; fold++)
        {
            (MilModel model, EmbeddedBlocks source, CohortSplit split) = Train(arm, aggregator, seed, fold);
            using (model)
            {
                TestPrediction[] predictions = [.. split.Test.Select(each => Test(model, source, each, fold, looked))];
                scores.Add(new CrossValidationResult(source.Cohort(_labels), Settings(aggregator, seed, split), []).Score(predictions)!);
            }
        }

        var found = new SlideModelScore(arm.Name, name, seed, scores.Average(each => each.Auc!.Value), scores.Average(each => each.BalancedAccuracy), looked.Count == 0 ? null : AttentionBehaviour.Of(looked));
        log(FormattableString.Invariant($"{arm.Name}, {name}, seed {seed}: AUC {found.Auc:0.000}, balanced accuracy {found.BalancedAccuracy:0.000}, top-1 {found.Attention?.Top1Alignment:0.000}"));
        return found;
    }

    private (MilModel Model, EmbeddedBlocks Source, CohortSplit Split) Train(BlockArm arm, AggregatorOptions aggregator, int seed, int fold)
    {
        var source = new EmbeddedBlocks(encoders.Embed(arm, seed, fold, cancellation), new SlideTruth(TumourBlocks.PositiveShare));
        MilCohort cohort = source.Cohort(_labels);
        LabelledBag[] test = [.. cohort.Bags.Where(bag => encoders.FoldOf(bag.Patient) == fold)], rest = [.. cohort.Bags.Where(bag => encoders.FoldOf(bag.Patient) != fold)];
        CohortSplit inner = PatientFolds.Create(new MilCohort(rest, cohort.Kind, source.Bags, cohort.Counts), 4, 0, (ulong)seed)[0];
        var split = new CohortSplit(fold, inner.Training, inner.Test, test);
        (MilModel model, _) = new CrossValidation(cohort, Settings(aggregator, seed, split)).TrainModel(split, (ulong)seed, cancellation: cancellation);
        return (model, source, split);
    }

    private static CrossValidationOptions Settings(AggregatorOptions aggregator, int seed, CohortSplit split) => new()
    {
        Aggregator = aggregator,
        Training = new MilTrainingOptions { Epochs = 30, LearningRate = 5e-4, WeightDecay = 1e-4, Balance = ClassBalance.Weights, Standardise = true, Patience = 10, Seed = (ulong)seed },
        Splits = [split],
    };

    private static TestPrediction Test(MilModel model, EmbeddedBlocks source, LabelledBag each, int fold, List<SlideAttention> looked)
    {
        using Bag bag = source.Bags.Load(each);
        using MilOutput output = model.Run(bag);
        if (output.Attention is not null)
        {
            using torch.Tensor importance = output.Importance(1)!.to(torch.ScalarType.Float64);
            bool tumour = each.Label.Class == "tumour";
            looked.Add(new SlideAttention(each.Id, importance.data<double>().ToArray(), tumour ? source.TumourTiles(each.Id) : null));
        }

        return new TestPrediction(0, fold, each, model.Describe(bag, output));
    }
}
