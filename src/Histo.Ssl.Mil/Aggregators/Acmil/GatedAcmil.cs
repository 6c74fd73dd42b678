using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>ACMIL with gated attention: one head a branch.</summary>
public sealed class GatedAcmil : AcmilAggregator
{
    private readonly DtfdReduction dimreduction;
    private readonly DtfdScores attention;
    private readonly ModuleList<DtfdClassifier> classifier;
    private readonly DtfdClassifier Slide_classifier;

    internal GatedAcmil(AcmilOptions options, int inputSize, int outputs, ulong seed)
        : base(options, inputSize, outputs, headsABranch: 1)
    {
        int width = options.WidthFor(inputSize);
        dimreduction = new DtfdReduction(inputSize, width);
        attention = new DtfdScores(width, options.AttentionWidth, options.Branches);
        classifier = nn.ModuleList(Enumerable.Range(0, options.Branches).Select(_ => new DtfdClassifier(width, outputs, options.Dropout)).ToArray());
        Slide_classifier = new DtfdClassifier(width, outputs, options.Dropout);
        RegisterComponents();
        DefaultWeights.Draw(this, seed);
    }

    private protected override AcmilReading Read(Tensor features, SalientMask mask)
    {
        Tensor instances = dimreduction.call(features);
        Tensor raw = mask.Apply(attention.call(instances), firstRow: 0), shares = raw.softmax(1);
        Tensor branches = shares.matmul(instances), bag = shares.mean([0], keepdim: true).matmul(instances);
        Tensor branchLogits = cat([.. classifier.Select((head, m) => head.call(branches.narrow(0, m, 1)))], 0);
        return new AcmilReading(raw, shares, branchLogits, bag, Slide_classifier.call(bag));
    }
}
