using Histo.Ssl.Encoders;
using Histo.Ssl.Features;
using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Bags;
using Histo.Ssl.Mil.Explanation;
using Histo.Ssl.Mil.Training;
using Histo.Ssl.Slides;

namespace Histo.Ssl.Mil.SlideModels;

/// <summary>A trained slide-level model with the encoder of its features: predicts and explains slides that it has not seen.</summary>
/// <remarks>Features are checked before they are used: those of another encoder, resolution or tiling are refused. Not safe for several threads at once. Disposing it disposes the model.</remarks>
public sealed class SlideModel : IDisposable
{
    private readonly string _folder;
    private readonly FeatureExtractionPipeline _extraction;
    private readonly ExtractionFolder? _encoder;

    /// <summary>Opens a model.</summary>
    /// <param name="folder">Output folder of <see cref="SlideModelPipeline"/>, or its folder <c>model</c>.</param>
    /// <param name="extraction">Extracts the features of further slides; stays the caller's.</param>
    /// <exception cref="HistoException">HS2045: there is no model, or a newer one. HS1502: the weights do not fit. HS0003: the weights are damaged.</exception>
    public SlideModel(string folder, FeatureExtractionPipeline extraction)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(extraction);
        (_folder, _extraction) = (folder, extraction);
        _encoder = new[] { folder, SlideModelFolder.ModelOf(folder) }.Select(each => new ExtractionFolder(each)).FirstOrDefault(each => File.Exists(each.EncoderFile) && File.Exists(each.RecordFile));
        Model = MilModel.Load(folder);
    }

    /// <summary>Gets the model of bags.</summary>
    public MilModel Model { get; }

    /// <summary>Gets the names of the classes in the order of the probabilities; empty for regression and survival.</summary>
    public IReadOnlyList<string> ClassNames => Model.Record.Task.Classes;

    /// <summary>Gets whether the folder holds the encoder that made the features, so that slides can be extracted.</summary>
    public bool HasEncoder => _encoder is not null;

    /// <summary>Extracts the features of slides as those were that the model was trained on. Run again, it makes what is missing.</summary>
    /// <param name="slides">The slides.</param>
    /// <param name="folder">Where the stores go.</param>
    /// <param name="reader">Name of the reader, or <c>auto</c>.</param>
    /// <param name="progress">Told at once, on the calling thread; null for nobody.</param>
    /// <param name="cancellation">Stops between batches; finished slides stay.</param>
    /// <returns>What became of each slide: some may have failed or be without tissue.</returns>
    /// <exception cref="HistoException">HS2049: the encoder is not there. Errors of <see cref="FeatureExtractionPipeline.Run"/>.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public ExtractionOutcome Extract(SlideManifest slides, string folder, string reader = "auto", IProgress<ExtractionProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (_encoder?.ReadRecord() is not { } record)
        {
            throw new HistoException(
                ErrorCodes.NoEncoderOfModel, "the model's folder does not hold the encoder of its features, which were not of this library's extraction", _folder, action: "Give feature stores in place of slides.");
        }

        using Encoder encoder = EncoderFile.Load(_encoder.EncoderFile);
        var options = new ExtractionOptions { Reader = reader, Tiling = record.Tiling, Tissue = record.Tissue, Precision = record.Precision };
        return _extraction.Run(slides, encoder, options, folder, progress, cancellation);
    }

    /// <summary>Predicts a slide.</summary>
    /// <param name="store">Its features; stays the caller's.</param>
    /// <exception cref="HistoException">HS2042: the features are of another encoder, resolution or tiling. HS2001: the store has no row.</exception>
    public MilPrediction Predict(IFeatureStore store)
    {
        using Bag bag = Load(store);
        return Model.Predict(bag);
    }

    /// <summary>Says what the model looked at.</summary>
    /// <param name="store">The slide's features; stays the caller's.</param>
    /// <param name="classIndex">The class that is asked about, 0-based; null for the predicted one.</param>
    /// <param name="mpp">Microns per level-0 pixel of the slide; needed only where the store's positions are micrometres.</param>
    /// <returns>Scores of the tiles, with positions in level-0 pixels.</returns>
    /// <exception cref="HistoException">HS2042: the features are of another encoder, resolution or tiling. HS2001: the store has no row. HS1008: the positions are micrometres and <paramref name="mpp"/> is null.</exception>
    public SlideExplanation Explain(IFeatureStore store, int? classIndex = null, double? mpp = null)
    {
        using Bag bag = Load(store);
        using MilOutput output = Model.Run(bag);
        SlideExplanation explanation = AttentionExplainer.Explain(output, Model.Aggregator.Logits, Model.Aggregator.Name, bag, classIndex);
        if (store.Info.Unit != PositionUnit.Micrometres)
        {
            return explanation;
        }

        return explanation.FromMicrometres(mpp ?? throw new HistoException(
            ErrorCodes.ResolutionUnknown, "the store's positions are micrometres, and the slide's resolution is unknown", store.Info.SlideId, action: "Give the slide's mpp in a manifest."));
    }

    /// <summary>Tests the model on labelled bags that were in none of its trainings. Nothing is chosen: epoch and threshold are the model's.</summary>
    /// <param name="cohort">The bags.</param>
    /// <param name="cancellation">Stops between bags.</param>
    /// <returns>Predictions and metrics, as of a single fold.</returns>
    /// <exception cref="HistoException">HS2042: the features are of another encoder, resolution or tiling.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public CrossValidationResult Test(MilCohort cohort, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        Model.Require(cohort.Source.Origin, _folder);
        var found = new List<TestPrediction>();
        foreach (LabelledBag each in cohort.Bags)
        {
            cancellation.ThrowIfCancellationRequested();
            using Bag bag = cohort.Source.Load(each);
            found.Add(new TestPrediction(0, 0, each, Model.Predict(bag)));
        }

        var options = new CrossValidationOptions { Aggregator = Model.Record.Aggregator, Training = Model.Record.Training ?? MilRecipe.For(Model.Record.Aggregator.Name), Folds = 1 };
        return new CrossValidationResult(cohort, options, [new FoldRecord(string.Empty, found, [], Model.Record.ChosenEpoch ?? 0)]);
    }

    /// <inheritdoc/>
    public void Dispose() => Model.Dispose();

    private Bag Load(IFeatureStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        Model.Require(FeatureOrigin.Of(store.Info), store.Info.SlideId);
        return BagLoader.Load(store);
    }
}
