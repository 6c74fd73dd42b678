using Histo.Ssl.Encoders;
using Histo.Ssl.Objectives;
using Histo.Ssl.Pairs;
using Histo.TestKit;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives;

/// <summary>What holds for every objective that the factory knows.</summary>
public sealed class ObjectiveContractTests : IDisposable
{
    private const int Pairs = 4;
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Encoder _encoder = EncoderFactory.Create(new EncoderSpec { Architecture = "resnet18", Width = 4, Stem = EncoderStem.Small, InputSize = 16 }, 1);

    public static TheoryData<string> Names()
    {
        var data = new TheoryData<string>();
        foreach (string name in ObjectiveFactory.Names)
        {
            data.Add(name);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Compute_GivesLossTermsAndDetachedEmbeddings(string name)
    {
        using IJointEmbeddingObjective objective = Create(name);
        objective.Name.Should().Be(name);
        ObjectiveResult result = objective.Compute(Input());
        result.Loss.shape.Should().BeEmpty();
        result.Loss.dtype.Should().Be(ScalarType.Float32);
        result.Loss.isfinite().item<bool>().Should().BeTrue();
        result.Terms.Should().NotBeEmpty();
        result.Terms.Values.Should().OnlyContain(term => !term.requires_grad && term.dim() == 0);
        result.Embeddings.Should().HaveCount(2).And.OnlyContain(embedding => !embedding.requires_grad && embedding.size(0) == Pairs);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Compute_Backward_ReachesEncoderAndHeads(string name)
    {
        using IJointEmbeddingObjective objective = Create(name);
        objective.Compute(Input()).Loss.backward();
        foreach ((string parameterName, Parameter parameter) in _encoder.named_parameters().Concat(objective.Heads.named_parameters()))
        {
            parameter.grad.Should().NotBeNull(parameterName);
            parameter.grad!.isfinite().all().item<bool>().Should().BeTrue(parameterName);
        }

        _encoder.get_parameter("conv1.weight")!.grad!.abs().sum().item<float>().Should().BePositive();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Compute_EachViewHasItsOwnForward(string name)
    {
        using IJointEmbeddingObjective objective = Create(name);
        objective.Compute(Input());
        _encoder.state_dict()["bn1.num_batches_tracked"].item<long>().Should().Be(2);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Compute_EncoderAndHeadsInBFloat16_LossIsFloat32(string name)
    {
        using IJointEmbeddingObjective objective = Create(name);
        _encoder.to(ScalarType.BFloat16);
        objective.Heads.to(ScalarType.BFloat16);
        Tensor loss = objective.Compute(Input()).Loss;
        loss.dtype.Should().Be(ScalarType.Float32);
        loss.backward();
        loss.isfinite().item<bool>().Should().BeTrue();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Compute_LeavesNoTensorBehind(string name)
    {
        using IJointEmbeddingObjective objective = Create(name);
        ObjectiveInput input = Input();
        LiveTensors.ShouldStayConstant(() =>
        {
            using ObjectiveResult result = objective.Compute(input);
            result.Loss.backward();
        });
        LiveTensors.ShouldStayConstant(() => Create(name).Dispose());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Create_EqualSeeds_GiveEqualHeads(string name)
    {
        using IJointEmbeddingObjective first = Create(name), second = Create(name), other = Create(name, seed: 10);
        WeightHash.Compute(second.Heads).Should().Be(WeightHash.Compute(first.Heads));
        WeightHash.Compute(other.Heads).Should().NotBe(WeightHash.Compute(first.Heads));
        first.Heads.state_dict().Keys.Should().Contain("projector.0.weight");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Compute_WrongViews_Throw(string name)
    {
        using IJointEmbeddingObjective objective = Create(name);
        ObjectiveInput input = Input();
        Tensor[][] wrong = [[input.Views[0]], [input.Views[0], input.Views[1][..3]], [input.Views[0][..1], input.Views[1][..1]], [input.Views[0], input.Views[1].reshape(Pairs, -1)]];
        foreach (Tensor[] views in wrong)
        {
            FluentActions.Invoking(() => objective.Compute(input with { Views = views })).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Dispose_LeavesTheEncoderAlive(string name)
    {
        Create(name).Dispose();
        _encoder.call(zeros(2, 3, 16, 16)).isfinite().all().item<bool>().Should().BeTrue();
    }

    public void Dispose()
    {
        _encoder.Dispose();
        _scope.Dispose();
    }

    private static ObjectiveInput MakeInput(Encoder encoder)
    {
        using var generator = new Generator(3);
        Tensor first = randn([Pairs, 3, 16, 16], generator: generator), second = randn([Pairs, 3, 16, 16], generator: generator);
        return new ObjectiveInput(encoder, [first, second], new BatchContext(0, 0, Pairs, new BatchRow[2 * Pairs]));
    }

    private ObjectiveInput Input() => MakeInput(_encoder);

    private IJointEmbeddingObjective Create(string name, ulong seed = 9) => ObjectiveFactory.Create(
        new ObjectiveOptions { Name = name, BarlowTwins = { Projector = "16-16-8" }, VicReg = { Projector = "16-16-8" } }, _encoder, seed);
}
