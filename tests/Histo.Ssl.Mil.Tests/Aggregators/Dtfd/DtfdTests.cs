using CsCheck;
using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Bags;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Tests.Aggregators;

public sealed class DtfdTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    [Fact]
    public void Groups_Drawn_SplitTheBagIntoNearlyEqualParts() =>
        Gen.Select(Gen.Int[1, 300], Gen.Int[1, 12], Gen.ULong).Sample((instances, groups, seed) =>
        {
            long[][] drawn = DtfdGroups.Draw(instances, groups, new BagDraw(seed));
            int made = Math.Min(groups, instances);
            return drawn.Length == made
                && drawn.SelectMany(group => group).Order().SequenceEqual(Enumerable.Range(0, instances).Select(i => (long)i))
                && drawn.Select((group, g) => group.Length == (instances / made) + (g < instances % made ? 1 : 0)).All(same => same);
        });

    [Fact]
    public void Groups_OtherStep_AreOthers()
    {
        long[][] first = DtfdGroups.Draw(50, 4, new BagDraw(1, 2)), again = DtfdGroups.Draw(50, 4, new BagDraw(1, 2)), next = DtfdGroups.Draw(50, 4, new BagDraw(1, 3)), sample = DtfdGroups.Draw(50, 4, new BagDraw(1, 2, 1));
        again.Should().BeEquivalentTo(first, options => options.WithStrictOrdering());
        next[0].Should().NotEqual(first[0]);
        sample[0].Should().NotEqual(first[0]);
    }

    [Theory]
    [InlineData("0 1|2")]
    [InlineData("0 1|1 2 3")]
    [InlineData("0 1 2 3|")]
    [InlineData("0 1|2 4")]
    [InlineData("0 1|2 -1")]
    [InlineData("")]
    public void Forward_GroupsThatDoNotSplitTheBag_Throws(string text)
    {
        using var model = (DtfdAggregator)SequenceModels.Create("dtfd-max");
        using Bag bag = SequenceBags.Gaussian(4, SequenceModels.Features, type: float32);
        long[][] groups = [.. text.Split('|').Select(group => group.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(long.Parse).ToArray())];
        FluentActions.Invoking(() => model.Forward(new MilInput(bag), groups)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.BadPseudoBags);
    }

    [Fact]
    public void Forward_OtherDraw_ChangesTheLogitsButNotTheAttention()
    {
        using MilAggregator model = SequenceModels.Create("dtfd-afs");
        model.eval();
        using Bag bag = SequenceBags.Gaussian(40, SequenceModels.Features, type: float32);
        MilOutput first = model.Forward(new MilInput(bag)), again = model.Forward(new MilInput(bag)), other = model.Forward(new MilInput(bag, Draw: new BagDraw(9)));
        again.Logits.equal(first.Logits).all().item<bool>().Should().BeTrue();
        other.Logits.equal(first.Logits).all().item<bool>().Should().BeFalse();
        other.Attention!.equal(first.Attention!).all().item<bool>().Should().BeTrue();
    }

    [Theory]
    [InlineData(DtfdDistillation.AggregatedFeature, 7, 3)]
    [InlineData(DtfdDistillation.HighestInstances, 7, 6)]
    [InlineData(DtfdDistillation.HighestAndLowestInstances, 7, 12)]
    [InlineData(DtfdDistillation.HighestInstances, 3, 3)]
    [InlineData(DtfdDistillation.HighestAndLowestInstances, 3, 6)]
    [InlineData(DtfdDistillation.HighestAndLowestInstances, 2, 4)]
    [InlineData(DtfdDistillation.HighestAndLowestInstances, 1, 2)]
    public void Distill_AnySize_HandsOnInstancesOfEveryGroup(DtfdDistillation distillation, int instances, int handedOn)
    {
        // Two instances from each end of three groups; a lone instance is handed on from both ends.
        using var model = new DtfdAggregator(new() { Width = 6, Groups = 3, Instances = 6, Distillation = distillation }, 5, 2, 1);
        Tensor x = SequenceBags.Values(1, float32, instances, 5);
        (_, IReadOnlyList<PseudoBag> bags) = model.FirstTier(x, DtfdGroups.Draw(instances, 3, default));
        Tensor pseudo = model.Distill(bags);
        pseudo.shape.Should().Equal(handedOn, 6);
        pseudo.requires_grad.Should().BeFalse();
        if (distillation == DtfdDistillation.HighestAndLowestInstances && instances <= 3)
        {
            pseudo[0].equal(pseudo[1]).all().item<bool>().Should().BeTrue();
        }
    }

    [Fact]
    public void SecondTerm_Gradient_StaysInTheSecondTier()
    {
        using MilAggregator model = SequenceModels.Create("dtfd-maxmin");
        using Bag bag = SequenceBags.Gaussian(20, SequenceModels.Features, type: float32);
        MilOutput output = model.Forward(new MilInput(bag, new ClassTarget(1)));
        output.Terms.Select(term => term.Name).Should().Equal("tier1", "tier2");
        output.Terms[1].Value.backward();
        foreach ((string name, Tensor parameter) in model.named_parameters())
        {
            (parameter.grad is not null).Should().Be(name.StartsWith("attCls.", StringComparison.Ordinal), name);
        }
    }

    [Fact]
    public void ClipGroups_TakeEveryParameterOnce()
    {
        using MilAggregator model = SequenceModels.Create("dtfd-maxmin");
        model.named_parameters().Should().OnlyContain(each => model.ClipGroups.Count(group => each.name.StartsWith(group, StringComparison.Ordinal)) == 1);
    }

    [Fact]
    public void Create_FewerInstancesThanGroups_Throws() =>
        FluentActions.Invoking(() => new DtfdAggregator(new() { Groups = 8, Instances = 4, Distillation = DtfdDistillation.HighestInstances }, 3, 2, 1))
            .Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.InvalidOption);

    public void Dispose() => _scope.Dispose();
}
