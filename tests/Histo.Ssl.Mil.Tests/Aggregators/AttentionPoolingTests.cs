using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Bags;
using Histo.TestKit;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Tests.Aggregators;

/// <summary>Bags in chunks give what the whole bag gives.</summary>
public class AttentionPoolingTests
{
    [Theory]
    [InlineData("gated-abmil")]
    [InlineData("abmil")]
    [InlineData("clam-sb")]
    [InlineData("clam-mb")]
    [InlineData("mean")]
    [InlineData("max")]
    [InlineData("top1")]
    public void Chunks_OfAnySize_GiveTheSameGradients(string name)
    {
        double[] whole = Gradients(name, 16384);
        foreach (int chunk in new[] { 1, 7, 49, 50 })
        {
            Gradients(name, chunk).Zip(whole, (a, b) => Math.Abs(a - b)).Max().Should().BeLessThan(1e-12, $"chunks of {chunk}");
        }
    }

    [Fact]
    public void Chunks_WithDropout_DropTheSameForwardAndBackward()
    {
        // The loss is linear in the classifier's bias and smooth elsewhere: central differences with the same draw check the gradient of the recomputed chunks.
        using var model = new Abmil(16, 2, gated: true, new AbmilOptions { Width = 8, AttentionWidth = 4, Dropout = 0.5, AttentionDropout = 0.3, ChunkSize = 8 }, seed: 3);
        model.to(ScalarType.Float64);
        using Bag narrow = AggregatorContractTests.Make(50, positions: false);
        using var bag = new Bag("wide", narrow.Features.to(ScalarType.Float64));
        var input = new MilInput(bag, new ClassTarget(1), new BagDraw(11, 4));
        using (MilOutput output = model.Forward(input))
        using (Tensor loss = output.Loss())
        {
            loss.backward();
        }

        const double Step = 1e-6;
        foreach (var (name, parameter) in model.named_parameters())
        {
            double analytic = parameter.grad!.reshape(-1)[0].item<double>(), numeric = (Shifted(Step) - Shifted(-Step)) / (2 * Step);
            analytic.Should().BeApproximately(numeric, 1e-7, name);

            double Shifted(double by)
            {
                using var noGrad = no_grad();
                using Tensor first = parameter.reshape(-1)[0];
                first.add_(by);
                using MilOutput output = model.Forward(input);
                using Tensor loss = output.Loss();
                double value = loss.item<double>();
                first.sub_(by);
                return value;
            }
        }
    }

    [Fact]
    public void Chunks_Repeated_LeaveNoTensorBehind()
    {
        using var model = new Abmil(16, 2, gated: true, new AbmilOptions { ChunkSize = 8 });
        using Bag bag = AggregatorContractTests.Make(50, positions: false);
        LiveTensors.ShouldStayConstant(() =>
        {
            using MilOutput output = model.Forward(new MilInput(bag, new ClassTarget(0), new BagDraw(1)));
            using Tensor loss = output.Loss();
            loss.backward();
        });
    }

    [Fact]
    public void Order_OfInstances_DoesNotMatter()
    {
        using var model = new Abmil(16, 2);
        model.to(ScalarType.Float64);
        model.eval();
        using Bag bag = AggregatorContractTests.Make(50, positions: false);
        using Tensor features = bag.Features.to(ScalarType.Float64), order = arange(49, -1, -1), reversed = features.index_select(0, order);
        using var forward = new Bag("forward", features.clone());
        using var backward = new Bag("backward", reversed.clone());
        using MilOutput first = model.Forward(new MilInput(forward)), second = model.Forward(new MilInput(backward));
        (first.Logits - second.Logits).abs().max().item<double>().Should().BeLessThan(1e-14);
    }

    private static double[] Gradients(string name, int chunk)
    {
        var options = new AggregatorOptions
        {
            Name = name,
            InstanceMlp = { ChunkSize = chunk, Dropout = 0 },
            Abmil = { ChunkSize = chunk, Dropout = 0, AttentionDropout = 0 },
            Clam = { ChunkSize = chunk, Dropout = 0 },
        };
        using IMilAggregator model = AggregatorFactory.Create(options, 16, 3, 1);
        model.Module.to(ScalarType.Float64);
        using Bag narrow = AggregatorContractTests.Make(50, positions: false);
        using var bag = new Bag("wide", narrow.Features.to(ScalarType.Float64).requires_grad_());
        using MilOutput output = model.Forward(new MilInput(bag, new ClassTarget(1)));
        using Tensor loss = output.Loss();
        loss.backward();
        return
        [
            loss.item<double>(), .. bag.Features.grad!.data<double>(),
            .. model.Module.named_parameters().Where(each => each.parameter.grad is not null).OrderBy(each => each.name, StringComparer.Ordinal).SelectMany(each => each.parameter.grad!.contiguous().data<double>().ToArray()),
        ];
    }
}
