using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Bags;
using Histo.Ssl.Mil.Explanation;
using Histo.TestKit;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Tests.Explanation;

public class AttentionExplainerTests
{
    private static readonly double[][] Rows = [[3, 0], [0, 1], [1, 1]];

    [Fact]
    public void Explain_AttentionPerClass_TakesThePredictedClassOrTheAskedOne()
    {
        using Bag bag = NewBag();
        using var model = new FakeAggregator(2, (x, _) => new MilOutput { Logits = x.mean([0], keepdim: true), Attention = x.t().softmax(1), AttentionPerClass = true });
        SlideExplanation predicted = AttentionExplainer.Explain(model, bag);
        predicted.ClassIndex.Should().Be(0, "its mean feature is largest");
        Compare(predicted.Scores.ToArray(), Softmax(3, 0, 1));
        Compare([.. predicted.Probabilities], Softmax(4 / 3.0, 2 / 3.0));
        Compare(AttentionExplainer.Explain(model, bag, 1).Scores.ToArray(), Softmax(0, 1, 1));
        predicted.Source.Should().Be(ImportanceSource.Attention);
        predicted.TileProbabilities.Should().BeNull();
        predicted.RequirePositions().Count.Should().Be(3);
        predicted.Measurements().Select(each => each.Name).Should().Equal("attention", "percentile");
    }

    [Fact]
    public void Explain_SeveralRowsForAllClasses_TakesTheirMean()
    {
        using Bag bag = NewBag();
        using var model = new FakeAggregator(2, (x, _) => new MilOutput { Logits = x.mean([0], keepdim: true), Attention = x.t().softmax(1) });
        Compare(AttentionExplainer.Explain(model, bag).Scores.ToArray(), [.. Softmax(3, 0, 1).Zip(Softmax(0, 1, 1), (a, b) => (a + b) / 2)]);
    }

    [Fact]
    public void Explain_WithoutAttention_TakesTheLogitsOfTiles()
    {
        using Bag bag = NewBag();
        using var model = new FakeAggregator(2, (x, _) => new MilOutput { Logits = x.mean([0], keepdim: true), InstanceLogits = x * 1 });
        SlideExplanation explained = AttentionExplainer.Explain(model, bag);
        explained.Source.Should().Be(ImportanceSource.InstanceLogits);
        Compare(explained.Scores.ToArray(), Softmax(3, 0, 1));
        Compare(explained.TileProbabilities!.Value.ToArray(), [Softmax(3, 0)[0], Softmax(0, 1)[0], 0.5]);
        explained.Measurements().Select(each => each.Name).Should().Equal("attention", "percentile", "probability");
    }

    [Fact]
    public void Explain_SingleLogit_IsClassOne_AndClassZeroLooksElsewhere()
    {
        using Bag bag = NewBag();
        using var model = new FakeAggregator(1, (x, _) => new MilOutput { Logits = x[TensorIndex.Colon, TensorIndex.Slice(0, 1)].mean([0], keepdim: true), InstanceLogits = x[TensorIndex.Colon, TensorIndex.Slice(0, 1)] * 1 });
        SlideExplanation explained = AttentionExplainer.Explain(model, bag);
        explained.ClassIndex.Should().Be(1);
        explained.Probabilities[1].Should().BeApproximately(1 / (1 + Math.Exp(-4 / 3.0)), 1e-6);
        Compare(explained.Scores.ToArray(), Softmax(3, 0, 1));
        Compare(AttentionExplainer.Explain(model, bag, 0).Scores.ToArray(), Softmax(-3, 0, -1));
    }

    [Fact]
    public void Explain_RunsInEvaluationMode_WithoutGradient_AndLeavesNothing()
    {
        using Bag bag = NewBag();
        bool training = true;
        using var model = new FakeAggregator(2, (x, isTraining) =>
        {
            training = isTraining;
            is_grad_enabled().Should().BeFalse();
            return new MilOutput { Logits = x.mean([0], keepdim: true), Attention = x.t().softmax(1) };
        });
        model.train();
        LiveTensors.ShouldStayConstant(() => AttentionExplainer.Explain(model, bag));
        training.Should().BeFalse();
        model.training.Should().BeTrue("the model is left as it was");
    }

    [Fact]
    public void Explain_NothingToShow_OrNoSuchClass_IsOneCodeEach()
    {
        using Bag bag = NewBag();
        using var silent = new FakeAggregator(2, (x, _) => new MilOutput { Logits = x.mean([0], keepdim: true) });
        FluentActions.Invoking(() => AttentionExplainer.Explain(silent, bag)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.NoImportance);
        using var model = new FakeAggregator(2, (x, _) => new MilOutput { Logits = x.mean([0], keepdim: true), Attention = x.t().softmax(1) });
        FluentActions.Invoking(() => AttentionExplainer.Explain(model, bag, 2)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.UnknownClass);
        using var placeless = new Bag("b", tensor(new double[] { 1, 2 }).reshape(1, 2));
        FluentActions.Invoking(() => AttentionExplainer.Explain(model, placeless).RequirePositions()).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.NoPositions);
    }

    private static Bag NewBag() => new("b", tensor(Rows.SelectMany(row => row).ToArray()).reshape(3, 2), new TilePositions([0, 1, 2], [0, 0, 0], 1, 1));

    private static double[] Softmax(params double[] logits) => [.. logits.Select(logit => Math.Exp(logit) / logits.Sum(Math.Exp))];

    private static void Compare(double[] actual, double[] expected)
    {
        actual.Should().HaveCount(expected.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            actual[i].Should().BeApproximately(expected[i], 1e-6);
        }
    }

    private sealed class FakeAggregator(int outputs, Func<Tensor, bool, MilOutput> compute) : MilAggregator("fake", 2, outputs)
    {
        protected override MilOutput Compute(MilInput input) => compute(input.Bag.Features, training);
    }
}
