using Histo.Ssl.Encoders;
using Histo.Ssl.Objectives;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives;

/// <summary>Heads, teachers and options of the objectives of BYOL's family.</summary>
public sealed class TeacherObjectiveTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Encoder _encoder = ObjectiveCases.SmallResNet();

    [Fact]
    public void Byol_Heads_FollowTheOfficialBiasRules()
    {
        using IJointEmbeddingObjective objective = ObjectiveCases.Create("byol", _encoder);
        string[] head = ["0.weight", "0.bias", "1.weight", "1.bias", "3.weight"];
        Trained(objective).Should().BeEquivalentTo(head.SelectMany(name => new[] { "projector." + name, "predictor." + name }));
        objective.TeacherPairs.Should().HaveCount(_encoder.parameters().Count() + head.Length, "encoder and projector are followed, the predictor is not");
    }

    [Fact]
    public void SimSiam_Heads_EndAsTheOfficialOnes()
    {
        using IJointEmbeddingObjective objective = ObjectiveCases.Create("simsiam", _encoder);
        Trained(objective).Should().BeEquivalentTo(
            "projector.0.weight", "projector.1.weight", "projector.1.bias", "projector.3.weight", "projector.4.weight", "projector.4.bias", "projector.6.weight",
            "predictor.0.weight", "predictor.1.weight", "predictor.1.bias", "predictor.3.weight", "predictor.3.bias");
        objective.Heads.state_dict().Keys.Should().Contain("projector.7.running_mean", "the last normalisation has statistics, but no scale and shift");
    }

    [Fact]
    public void MoCoV2_Projector_HasNoNormalisation()
    {
        using IJointEmbeddingObjective objective = ObjectiveCases.Create("moco-v2", _encoder);
        Trained(objective).Should().BeEquivalentTo("projector.0.weight", "projector.0.bias", "projector.2.weight", "projector.2.bias");
    }

    [Fact]
    public void MoCoV3_ResidualNetwork_PredictsWithoutALastNormalisation()
    {
        using IJointEmbeddingObjective objective = ObjectiveCases.Create("moco-v3", _encoder);
        string[] head = ["0.weight", "1.weight", "1.bias", "3.weight"];
        Trained(objective).Should().BeEquivalentTo(head.SelectMany(name => new[] { "projector." + name, "predictor." + name }));
        objective.Heads.state_dict().Keys.Should().Contain("projector.4.running_var").And.NotContain("predictor.4.running_var");
    }

    [Fact]
    public void MoCoV3_DefaultProjector_IsThatOfResidualNetworks()
    {
        using var objective = new MoCoV3Objective(_encoder, new MoCoV3Options { PredictorHidden = 4 }, 1);
        (objective.ProjectionSize, objective.Heads.get_parameter("projector.0.weight")!.size(0)).Should().Be((256, 4096));
    }

    [Theory]
    [InlineData(true, ParameterRole.ConstantRate)]
    [InlineData(false, ParameterRole.Ordinary)]
    public void SimSiam_Predictor_KeepsItsRateWhenAsked(bool fix, ParameterRole expected)
    {
        using IJointEmbeddingObjective objective = ObjectiveCases.Create("simsiam", _encoder, change: options => options.SimSiam.FixPredictorRate = fix);
        foreach (string name in objective.Heads.named_parameters().Select(entry => entry.name))
        {
            objective.RoleOf(name).Should().Be(name.StartsWith("predictor.", StringComparison.Ordinal) ? expected : ParameterRole.Ordinary, name);
        }
    }

    [Fact]
    public void TeacherUpdate_IsTheOptions()
    {
        (string Name, TeacherUpdate Default)[] defaults = [("byol", TeacherUpdate.AfterStep), ("moco-v2", TeacherUpdate.BeforeForward), ("moco-v3", TeacherUpdate.BeforeForward)];
        foreach ((string name, TeacherUpdate expected) in defaults)
        {
            using IJointEmbeddingObjective objective = ObjectiveCases.Create(name, _encoder);
            objective.TeacherUpdate.Should().Be(expected);
        }

        using IJointEmbeddingObjective early = ObjectiveCases.Create("byol", _encoder, change: options => options.Byol.TeacherUpdate = TeacherUpdate.BeforeForward);
        early.TeacherUpdate.Should().Be(TeacherUpdate.BeforeForward);
    }

    [Fact]
    public void Byol_Teacher_UsesTheStatisticsOfItsOwnBatches()
    {
        using IJointEmbeddingObjective objective = ObjectiveCases.Create("byol", _encoder);
        using (no_grad())
        {
            // Running statistics that would give other projections if they were used.
            foreach ((string name, Tensor buffer) in objective.Heads.named_buffers().Where(entry => entry.name.StartsWith("teacher.", StringComparison.Ordinal) && entry.name.EndsWith("running_mean", StringComparison.Ordinal)))
            {
                buffer.fill_(100);
            }
        }

        ObjectiveResult result = objective.Compute(ObjectiveCases.Input(_encoder, objective.Layout));
        using IJointEmbeddingObjective fresh = ObjectiveCases.Create("byol", _encoder);
        result.Loss.item<float>().Should().Be(fresh.Compute(ObjectiveCases.Input(_encoder, objective.Layout)).Loss.item<float>());
    }

    [Fact]
    public void Create_OptionOutOfRange_NamesIt()
    {
        (string Name, Action<ObjectiveOptions> Change, string Where)[] wrong =
        [
            ("byol", options => options.Byol.PredictorHidden = 0, "ByolOptions.PredictorHidden"),
            ("simsiam", options => options.SimSiam.PredictorHidden = 0, "SimSiamOptions.PredictorHidden"),
            ("simclr", options => options.SimClr.Temperature = 0, "SimClrOptions.Temperature"),
            ("supcon", options => options.SupCon.Positives = (SupConPositives)9, "SupConOptions.Positives"),
            ("moco-v2", options => options.MoCoV2.QueueSize = 1, "MoCoV2Options.QueueSize"),
            ("moco-v3", options => options.MoCoV3.Temperature = -1, "MoCoV3Options.Temperature"),
        ];
        foreach ((string name, Action<ObjectiveOptions> change, string where) in wrong)
        {
            HistoException error = FluentActions.Invoking(() => ObjectiveCases.Create(name, _encoder, change: change)).Should().Throw<HistoException>().Which;
            (error.Code, error.Where).Should().Be((ErrorCodes.InvalidOption, where));
        }
    }

    public void Dispose()
    {
        _encoder.Dispose();
        _scope.Dispose();
    }

    private static IEnumerable<string> Trained(IJointEmbeddingObjective objective) => objective.Heads.named_parameters().Where(entry => entry.parameter.requires_grad).Select(entry => entry.name);
}
