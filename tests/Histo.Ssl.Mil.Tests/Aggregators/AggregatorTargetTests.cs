using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Bags;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Tests.Aggregators;

/// <summary>What the losses that aggregators bring themselves make of a target.</summary>
public class AggregatorTargetTests
{
    private const int Width = 8;

    [Fact]
    public void Svm_WeightedTarget_CountsAsOften()
    {
        var options = new AggregatorOptions { Name = "clam-mb", Clam = { BagLoss = ClamLoss.Svm } };
        BagTerm(options, new ClassTarget(1, Weight: 2)).Should().BeApproximately(2 * BagTerm(options, new ClassTarget(1)), 1e-5).And.NotBe(0);
    }

    [Fact]
    public void Likelihood_WeightedTarget_CountsAsOften()
    {
        Loss(2).Should().BeApproximately(2 * Loss(1), 1e-6);

        static double Loss(double weight)
        {
            using AttentionDeepMil model = AttentionDeepMil.ForEmbeddings(Width, 4, gated: true);
            using Bag bag = AggregatorContractTests.Make(5, positions: false, Width);
            using MilOutput output = model.Forward(new MilInput(bag, new ClassTarget(1, Weight: weight)));
            using Tensor loss = output.Loss();
            return loss.ToDouble();
        }
    }

    [Fact]
    public void Clam_OneOutput_HasNoInstanceLossForEitherClass()
    {
        Terms(0).Should().Equal("bag");
        Terms(1).Should().Equal("bag");

        static IEnumerable<string> Terms(int label)
        {
            using IMilAggregator model = AggregatorFactory.Create(new AggregatorOptions { Name = "clam-sb" }, Width, 1, 1);
            using Bag bag = AggregatorContractTests.Make(30, positions: false, Width);
            using MilOutput output = model.Forward(new MilInput(bag, new ClassTarget(label)));
            return [.. output.Terms.Select(term => term.Name)];
        }
    }

    [Fact]
    public void Svm_OneOutput_IsRefused() =>
        FluentActions.Invoking(() => AggregatorFactory.Create(new AggregatorOptions { Name = "clam-sb", Clam = { BagLoss = ClamLoss.Svm } }, Width, 1, 1))
            .Should().Throw<HistoException>().Which.Code.Should().Be("HS0001");

    private static double BagTerm(AggregatorOptions options, ClassTarget target)
    {
        using IMilAggregator model = AggregatorFactory.Create(options, Width, 3, 1);
        model.Module.eval();
        using Bag bag = AggregatorContractTests.Make(30, positions: false, Width);
        using MilOutput output = model.Forward(new MilInput(bag, target));
        return output.Terms[0].Value.ToDouble();
    }
}
