using Histo.Ssl.Objectives;
using Histo.Ssl.Training;

namespace Histo.Ssl.Tests.Training;

public class RecipeTests
{
    public static TheoryData<string> Names()
    {
        var data = new TheoryData<string>();
        foreach (Recipe recipe in Recipe.All)
        {
            data.Add(recipe.Name);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Create_GivesValidOptions_AndSaysWhereTheyComeFrom(string name)
    {
        Recipe recipe = Recipe.Find(name);
        PretrainOptions options = recipe.Create();
        options.Invoking(each => each.Validate()).Should().NotThrow();
        recipe.Source.Should().NotBeEmpty();
        recipe.Differences.Should().NotBeEmpty();
        options.Training.Steps.Should().Be(new PretrainOptions().Training.Steps);
        options.Training.BatchSize.Should().Be(new PretrainOptions().Training.BatchSize);
        options.Pairs.Sampler.Should().Be(new PretrainOptions().Pairs.Sampler);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Tiny_AfterAnotherRecipe_KeepsItsObjectiveAndIsValid(string name)
    {
        PretrainOptions options = Recipe.Find(name).Create();
        string objective = options.Objective.Name, encoder = options.Encoder.Architecture;
        Recipe.Tiny.Apply(options);
        options.Objective.Name.Should().Be(objective);
        options.Encoder.Architecture.Should().Be(encoder);
        options.Encoder.Width.Should().BeLessThan(64);
        options.Validate();
    }

    [Fact]
    public void All_CoversEveryObjective() =>
        Recipe.All.Select(recipe => recipe.Create().Objective.Name).Should().Contain(ObjectiveFactory.Names);

    [Fact]
    public void DinoV2_GroupsAndSchedulesAreThoseOfTheOfficialConfiguration()
    {
        OptimizationOptions optimization = Recipe.DinoV2Small.Create().Optimization;
        OptimizerFactory.BaseRate(optimization, 1024).Should().BeApproximately(0.004, 1e-12);
        OptimizerFactory.BaseRate(optimization, 256).Should().BeApproximately(0.002, 1e-12);
        OptimizerFactory.WeightDecaySchedule(optimization, 100).At(0).Should().BeApproximately(0.04, 1e-12);
        OptimizerFactory.WeightDecaySchedule(optimization, 100).At(100).Should().BeApproximately(0.4, 1e-12);
        OptimizerFactory.LearningRate(optimization, 100, 1024).At(100).Should().BeApproximately(1e-6, 1e-12);
        TeacherSchedule.Create(optimization, "dinov2", 100).At(0).Should().BeApproximately(0.992, 1e-12);
        OptimizerFactory.Rules(optimization).For("patch_embed.proj.weight", 4, 12).LearningRateFactor.Should().BeApproximately(0.2 * Math.Pow(0.9, 13), 1e-12);
    }

    [Fact]
    public void Find_UnknownName_ListsTheKnownOnes() =>
        FluentActions.Invoking(() => Recipe.Find("dinov3")).Should().Throw<HistoException>().Which.Should().Match<HistoException>(error =>
            error.Code == ErrorCodes.UnknownName && error.Message.Contains("dinov2-small"));
}
