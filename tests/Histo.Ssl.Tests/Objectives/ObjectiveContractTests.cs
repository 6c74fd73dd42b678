using Histo.Ssl.Encoders;
using Histo.Ssl.Objectives;
using Histo.TestKit;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives;

/// <summary>What holds for every objective that the factory knows; <see cref="ObjectiveCases"/> says how each is set up.</summary>
public sealed class ObjectiveContractTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly List<Encoder> _encoders = [];

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
        (Encoder encoder, IJointEmbeddingObjective objective) = Create(name);
        objective.Name.Should().Be(name);
        ObjectiveResult result = objective.Compute(Input(objective, encoder));
        result.Loss.shape.Should().BeEmpty();
        result.Loss.dtype.Should().Be(ScalarType.Float32);
        result.Loss.isfinite().item<bool>().Should().BeTrue();
        result.Terms.Should().NotBeEmpty();
        result.Terms.Values.Should().OnlyContain(term => !term.requires_grad && term.dim() == 0);
        result.Embeddings.Should().HaveCount(ObjectiveCases.Of(name).Embeddings);
        result.Embeddings.Should().OnlyContain(embedding => !embedding.requires_grad && embedding.size(0) == ObjectiveCases.Pairs && embedding.size(1) == objective.ProjectionSize);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Compute_Backward_ReachesAllThatIsTrainedAndNothingElse(string name)
    {
        (Encoder encoder, IJointEmbeddingObjective objective) = Create(name);
        objective.Compute(Input(objective, encoder)).Loss.backward();
        var parameters = encoder.named_parameters().Concat(objective.Heads.named_parameters()).ToList();
        foreach ((string parameterName, Parameter parameter) in parameters.Where(entry => entry.parameter.requires_grad && !ObjectiveCases.Of(name).MayLackGradient(entry.name)))
        {
            parameter.grad.Should().NotBeNull(parameterName);
            parameter.grad!.isfinite().all().item<bool>().Should().BeTrue(parameterName);
        }

        foreach ((string parameterName, Parameter parameter) in parameters.Where(entry => !entry.parameter.requires_grad))
        {
            parameter.grad.Should().BeNull(parameterName);
        }

        encoder.parameters().First(parameter => parameter.dim() == 4).grad!.abs().sum().item<float>().Should().BePositive();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Compute_SendsViewsThroughTheEncodersAsItsMethodDoes(string name)
    {
        (Encoder encoder, IJointEmbeddingObjective objective) = Create(name);
        objective.Compute(Input(objective, encoder));
        Forwards(encoder, "bn1.num_batches_tracked").Should().Be(ObjectiveCases.Of(name).OnlineForwards);
        Forwards(objective.Heads, "teacher.encoder.bn1.num_batches_tracked").Should().Be(ObjectiveCases.Of(name).TeacherForwards);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Create_Teacher_StartsAsACopyWithoutGradients(string name)
    {
        (Encoder encoder, IJointEmbeddingObjective objective) = Create(name);
        bool taught = ObjectiveCases.Of(name).TeacherForwards is not null;
        (objective.TeacherPairs.Count > 0 || !taught).Should().BeTrue();
        foreach ((Tensor teacher, Tensor online) in objective.TeacherPairs)
        {
            ReferenceEquals(teacher, online).Should().BeFalse();
            (teacher.requires_grad, online.requires_grad).Should().Be((false, true));
            Same(teacher, online).Should().BeTrue();
        }

        Tensor[] followed = [.. encoder.parameters()];
        objective.TeacherPairs.Count(pair => followed.Any(parameter => ReferenceEquals(parameter, pair.Online))).Should().BeOneOf(0, followed.Length);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Compute_Teacher_IsNotMovedByIt(string name)
    {
        (Encoder encoder, IJointEmbeddingObjective objective) = Create(name);
        objective.Compute(Input(objective, encoder)).Loss.backward();
        objective.TeacherPairs.All(pair => Same(pair.Teacher, pair.Online)).Should().BeTrue();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Compute_EncoderAndHeadsInBFloat16_LossIsFloat32(string name)
    {
        (Encoder encoder, IJointEmbeddingObjective objective) = Create(name);
        string[] frozen = [.. objective.Heads.named_parameters().Where(entry => !entry.parameter.requires_grad).Select(entry => entry.name)];
        string[] whole = [.. objective.Heads.state_dict().Where(entry => entry.Value.dtype == ScalarType.Int64).Select(entry => entry.Key)];
        encoder.to(ScalarType.BFloat16);
        objective.Heads.to(ScalarType.BFloat16);
        Tensor loss = objective.Compute(Input(objective, encoder)).Loss;
        loss.dtype.Should().Be(ScalarType.Float32);
        loss.backward();
        loss.isfinite().item<bool>().Should().BeTrue();
        objective.Heads.named_parameters().Where(entry => !entry.parameter.requires_grad).Select(entry => entry.name).Should().BeEquivalentTo(frozen, "a conversion keeps teachers frozen");
        objective.Heads.state_dict().Where(entry => entry.Value.dtype == ScalarType.Int64).Select(entry => entry.Key).Should().BeEquivalentTo(whole, "a conversion keeps whole numbers");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Compute_LeavesNoTensorBehind(string name)
    {
        (Encoder encoder, IJointEmbeddingObjective objective) = Create(name);
        ObjectiveInput input = Input(objective, encoder, radius: 1);
        LiveTensors.ShouldStayConstant(() =>
        {
            using ObjectiveResult result = objective.Compute(input);
            result.Loss.backward();
        });
        LiveTensors.ShouldStayConstant(() =>
        {
            using IJointEmbeddingObjective another = ObjectiveCases.Create(name, encoder);
            using ObjectiveResult result = another.Compute(input);
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Create_EqualSeeds_GiveEqualHeads(string name)
    {
        Encoder encoder = Encoder(name);
        using IJointEmbeddingObjective first = ObjectiveCases.Create(name, encoder), second = ObjectiveCases.Create(name, encoder), other = ObjectiveCases.Create(name, encoder, seed: 10);
        WeightHash.Compute(second.Heads).Should().Be(WeightHash.Compute(first.Heads));
        WeightHash.Compute(other.Heads).Should().NotBe(WeightHash.Compute(first.Heads));
        first.Heads.state_dict().Keys.Should().Contain(ObjectiveCases.Of(name).KnownTensor);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Compute_StateCopiedToANewObjective_GoesOnExactly(string name)
    {
        (Encoder encoder, IJointEmbeddingObjective objective) = Create(name);
        objective.Compute(Input(objective, encoder, seed: 3, radius: 1));
        objective.Compute(Input(objective, encoder, seed: 4, radius: 1));
        using IJointEmbeddingObjective resumed = ObjectiveCases.Create(name, encoder);
        using (no_grad())
        {
            Dictionary<string, Tensor> state = objective.Heads.state_dict();
            foreach ((string key, Tensor tensor) in resumed.Heads.state_dict())
            {
                tensor.copy_(state[key]);
            }
        }

        ObjectiveInput next = Input(objective, encoder, seed: 5, radius: 1);
        resumed.Compute(next).Loss.item<float>().Should().Be(objective.Compute(next).Loss.item<float>());
        WeightHash.Compute(resumed.Heads).Should().Be(WeightHash.Compute(objective.Heads));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Compute_WrongViews_Throw(string name)
    {
        (Encoder encoder, IJointEmbeddingObjective objective) = Create(name);
        ObjectiveInput input = Input(objective, encoder);
        Tensor[] rest = [.. input.Views.Skip(2)];
        Tensor[][] wrong =
        [
            [input.Views[0]],
            [input.Views[0], input.Views[1][..3], .. rest],
            [input.Views[0][..1], input.Views[1][..1], .. rest],
            [input.Views[0], input.Views[1].reshape(ObjectiveCases.Pairs, -1), .. rest],
        ];
        foreach (Tensor[] views in wrong)
        {
            FluentActions.Invoking(() => objective.Compute(input with { Views = views })).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Dispose_LeavesTheEncoderAlive(string name)
    {
        Encoder encoder = Encoder(name);
        ObjectiveCases.Create(name, encoder).Dispose();
        encoder.call(zeros(2, 3, ObjectiveCases.GlobalSize, ObjectiveCases.GlobalSize)).isfinite().all().item<bool>().Should().BeTrue();
    }

    public void Dispose()
    {
        _encoders.ForEach(encoder => encoder.Dispose());
        _scope.Dispose();
    }

    private static bool Same(Tensor first, Tensor second) => first.eq(second).all().item<bool>();

    private static long? Forwards(nn.Module module, string counter) => module.state_dict().TryGetValue(counter, out Tensor? count) ? count.item<long>() : null;

    private static ObjectiveInput Input(IJointEmbeddingObjective objective, Encoder encoder, ulong seed = 3, int radius = 0) => ObjectiveCases.Input(encoder, objective.Layout, seed, radius);

    private Encoder Encoder(string name)
    {
        Encoder encoder = ObjectiveCases.Of(name).CreateEncoder();
        _encoders.Add(encoder);
        return encoder;
    }

    private (Encoder Encoder, IJointEmbeddingObjective Objective) Create(string name)
    {
        Encoder encoder = Encoder(name);
        IJointEmbeddingObjective objective = ObjectiveCases.Create(name, encoder);
        return (encoder, objective);
    }
}
