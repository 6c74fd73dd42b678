using Histo.Ssl;
using Histo.Ssl.Features;
using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Bags;
using Histo.Ssl.Mil.Explanation;
using Histo.Ssl.Mil.Training;
using Histo.Ssl.Slides;

namespace Histo.Cli.Inputs;

/// <summary>A model folder of 'histo mil train': knows its model, and how to extract further slides.</summary>
internal sealed class SlideModel(string folder) : IHeatmapModel
{
    private readonly MilModel _model = MilModel.Load(folder);

    public IReadOnlyList<string> ClassNames => _model.Record.Task.Classes;

    public SlideExplanation Explain(ISlide slide, string? features, int? classIndex, CancellationToken cancellation)
    {
        using IFeatureStore store = FeatureStores.Open(features ?? Extract(slide, cancellation));
        _model.Require(FeatureOrigin.Of(store.Info), store.Info.SlideId);
        using Bag bag = BagLoader.Load(store);
        using MilOutput output = _model.Run(bag);
        SlideExplanation explanation = AttentionExplainer.Explain(output, _model.Aggregator.Logits, _model.Aggregator.Name, bag, classIndex);
        if (store.Info.Unit != PositionUnit.Micrometres)
        {
            return explanation;
        }

        return slide.Resolution is { } resolution
            ? explanation.FromMicrometres(resolution.Mpp)
            : throw new HistoException(ErrorCodes.ResolutionUnknown, "the store's positions are micrometres, and the slide's resolution is unknown", store.Info.SlideId, action: "Give the slide's mpp in a manifest.");
    }

    public void Dispose() => _model.Dispose();

    private string Extract(ISlide slide, CancellationToken cancellation)
    {
        string place = Path.Combine(folder, "extracted");
        ExtractionOutcome outcome = ExtractedSlides.Extract(folder, SlideManifest.FromPaths([slide.FilePath]), place, null, cancellation);
        ExtractedSlide done = outcome.Slides[^1];
        return done.Status == ExtractionStatus.Done
            ? outcome.Folder.StoreFile(done.SlideId)
            : throw new HistoException(ErrorCodes.EmptyBag, done.Reason ?? "the slide has no tissue tile", done.SlideId);
    }
}
