using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Bags;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Tests.Aggregators;

public sealed class AcmilTests : IDisposable
{
    private const float Masked = -1e9f;

    private readonly DisposeScope _scope = NewDisposeScope();

    [Theory]
    [InlineData("acmil", 1, 3, 0)]
    [InlineData("acmil", 5, 3, 3)]
    [InlineData("acmil", 7, 3, 4)]
    [InlineData("acmil", 50, 3, 6)]
    [InlineData("acmil-heads", 50, 12, 6)]
    public void Forward_Training_MasksSixtyPercentOfTheTenHighestOfEachRow(string name, int instances, int rows, int masked)
    {
        using MilAggregator model = SequenceModels.Create(name);
        using Bag bag = SequenceBags.Gaussian(instances, SequenceModels.Features, type: float32);
        model.eval();
        MilOutput whole = model.Forward(new MilInput(bag));
        model.train();
        MilOutput output = model.Forward(new MilInput(bag, Draw: new BagDraw(3)));
        for (int row = 0; row < rows; row++)
        {
            float[] scores = whole.AttentionRaw![row].data<float>().ToArray(), left = output.AttentionRaw![row].data<float>().ToArray();
            int[] hidden = [.. Enumerable.Range(0, instances).Where(i => left[i] == Masked)];
            hidden.Should().HaveCount(masked);
            hidden.Should().BeSubsetOf(Enumerable.Range(0, instances).OrderByDescending(i => scores[i]).Take(10));
            Enumerable.Range(0, instances).Except(hidden).Should().OnlyContain(i => left[i] == scores[i]);
            hidden.Select(i => output.Attention![row, i].item<float>()).Should().AllBeEquivalentTo(0f);
        }
    }

    [Fact]
    public void Forward_ManyDraws_MaskEachCandidateEquallyOften()
    {
        using MilAggregator model = SequenceModels.Create("acmil");
        using Bag bag = SequenceBags.Gaussian(10, SequenceModels.Features, type: float32);
        var counts = new int[10];
        for (int step = 0; step < 400; step++)
        {
            using MilOutput output = model.Forward(new MilInput(bag, Draw: new BagDraw(1, step)));
            float[] scores = output.AttentionRaw![0].data<float>().ToArray();
            for (int i = 0; i < 10; i++)
            {
                counts[i] += scores[i] == Masked ? 1 : 0;
            }
        }

        // Binomial, 400 draws of 0.6: deviation 9.8.
        counts.Should().OnlyContain(count => Math.Abs(count - 240) < 50);
    }

    [Theory]
    [InlineData("acmil")]
    [InlineData("acmil-heads")]
    public void Forward_GivenMask_EqualsTheDrawnOne(string name)
    {
        using var model = (AcmilAggregator)SequenceModels.Create(name);
        using Bag bag = SequenceBags.Gaussian(30, SequenceModels.Features, type: float32);
        var input = new MilInput(bag, new ClassTarget(1), new BagDraw(8));
        MilOutput drawn = model.Forward(input);
        long[][] masked = [.. Enumerable.Range(0, (int)drawn.AttentionRaw!.size(0)).Select(row => Enumerable.Range(0, 30).Where(i => drawn.AttentionRaw[row, i].item<float>() == Masked).Select(i => (long)i).ToArray())];
        MilOutput given = model.Forward(input, masked);
        given.Logits.equal(drawn.Logits).all().item<bool>().Should().BeTrue();
        given.Loss().item<float>().Should().Be(drawn.Loss().item<float>());
    }

    [Fact]
    public void Loss_SeveralBranches_HasThreeTerms()
    {
        using MilAggregator model = SequenceModels.Create("acmil");
        using Bag bag = SequenceBags.Gaussian(1, SequenceModels.Features, type: float32);
        MilOutput output = model.Forward(new MilInput(bag, new ClassTarget(1)));
        output.Terms.Select(term => term.Name).Should().Equal("bag", "branches", "diversity");
        output.Terms[2].Value.item<float>().Should().BeApproximately(1, 1e-6f, "all attention lies on the one instance");
    }

    [Fact]
    public void Loss_OneBranch_HasTheBagTermAndAnIdleClassifier()
    {
        using AcmilAggregator model = AcmilAggregator.Create(new() { Branches = 1, Width = 8 }, 5, 2, 1);
        using Bag bag = SequenceBags.Gaussian(20, 5, type: float32);
        MilOutput output = model.Forward(new MilInput(bag, new ClassTarget(1)));
        output.Terms.Select(term => term.Name).Should().Equal("bag");
        output.Loss().backward();
        model.named_parameters().Where(each => each.parameter.grad is null).Select(each => each.name).Should().Equal("classifier.0.fc.weight", "classifier.0.fc.bias");
    }

    [Fact]
    public void Importance_IsTheMeanOfTheBranches()
    {
        using MilAggregator model = SequenceModels.Create("acmil");
        model.eval();
        using Bag bag = SequenceBags.Gaussian(20, SequenceModels.Features, type: float32);
        MilOutput output = model.Forward(new MilInput(bag));
        output.Importance(1)!.equal(output.Attention!.mean([0])).all().item<bool>().Should().BeTrue();
    }

    [Theory]
    [InlineData("0 1|2 3")]
    [InlineData("0 1|2 3|4")]
    [InlineData("0 1|2 3|4 30")]
    [InlineData("0 1|2 3|4 -1")]
    [InlineData("0 1|2 3|4 4")]
    public void Forward_MaskThatDoesNotFit_Throws(string text)
    {
        using var model = (AcmilAggregator)SequenceModels.Create("acmil");
        using Bag bag = SequenceBags.Gaussian(30, SequenceModels.Features, type: float32);
        long[][] masked = [.. text.Split('|').Select(row => row.Split(' ').Select(long.Parse).ToArray())];
        FluentActions.Invoking(() => model.Forward(new MilInput(bag), masked)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.BadMaskedInstances);
    }

    [Theory]
    [InlineData(384, 128)]
    [InlineData(512, 256)]
    [InlineData(768, 384)]
    [InlineData(1024, 512)]
    [InlineData(1536, 768)]
    [InlineData(166, 88)]
    [InlineData(1, 8)]
    public void Width_Default_IsTheAuthorsTableCarriedOn(int features, int width) => new AcmilOptions().WidthFor(features).Should().Be(width);

    [Fact]
    public void Create_WidthThatHeadsDoNotDivide_Throws() =>
        FluentActions.Invoking(() => AcmilAggregator.Create(new() { Attention = AcmilAttention.MultiHead, Width = 12 }, 5, 2, 1))
            .Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.InvalidOption);

    public void Dispose() => _scope.Dispose();
}
