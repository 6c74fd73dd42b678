using Histo.Ssl.Encoders;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>ACMIL with a learned query a branch and attention with several heads.</summary>
public sealed class MultiHeadAcmil : AcmilAggregator
{
    private const double QueryDeviation = 1e-6;

    private readonly DtfdReduction dimreduction;
    private readonly ModuleList<AcmilBranch> sub_attention;
    private readonly AcmilReadout bag_attention;
    private readonly Parameter q;
    private readonly ModuleList<DtfdClassifier> classifier;
    private readonly DtfdClassifier Slide_classifier;
    private readonly int _heads;

    internal MultiHeadAcmil(AcmilOptions options, int inputSize, int outputs, ulong seed)
        : base(options, inputSize, outputs, options.Heads)
    {
        int width = options.WidthFor(inputSize);
        IEnumerable<int> branches = Enumerable.Range(0, options.Branches);
        _heads = options.Heads;
        dimreduction = new DtfdReduction(inputSize, width);
        sub_attention = nn.ModuleList(branches.Select(_ => new AcmilBranch(width, options.Heads, options.HeadDropout)).ToArray());
        bag_attention = new AcmilReadout(width, options.HeadDropout);
        q = nn.Parameter(empty(1, options.Branches, width));
        q.DetachFromDisposeScope();
        classifier = nn.ModuleList(branches.Select(_ => new DtfdClassifier(width, outputs)).ToArray());
        Slide_classifier = new DtfdClassifier(width, outputs);
        RegisterComponents();
        DefaultWeights.Draw(this, seed);
        InitialWeights.Normal(q, QueryDeviation, seed, nameof(q));
    }

    private protected override AcmilReading Read(Tensor features, SalientMask mask)
    {
        Tensor instances = dimreduction.call(features);
        Tensor[] raw = [.. sub_attention.Select((branch, m) => mask.Apply(branch.Scores(q.select(1, m), instances), m * _heads))];
        Tensor[] shares = [.. raw.Select(scores => scores.softmax(1))];
        Tensor branchLogits = cat([.. sub_attention.Select((branch, m) => classifier[m].call(branch.call(instances, shares[m])))], 0);
        Tensor bag = bag_attention.call(instances, stack(shares).mean([0]));
        return new AcmilReading(cat(raw, 0), cat(shares, 0), branchLogits, bag, Slide_classifier.call(bag));
    }
}
