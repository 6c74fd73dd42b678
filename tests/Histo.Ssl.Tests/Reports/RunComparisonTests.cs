using Histo.Ssl.Reports;
using Histo.Ssl.Tests.Training;
using Histo.Ssl.Training;
using Histo.TestKit;

namespace Histo.Ssl.Tests.Reports;

public sealed class RunComparisonTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_TwoRuns_ShowsBothAndAChartAnObjective()
    {
        using RunDirectory first = Train("vicreg", "spatial"), second = Train("simclr", "augmentation");
        string page = _folder.File("compare.html");
        RunComparison.Write([first, second], page);
        string html = File.ReadAllText(page);
        html.Should().Contain("vicreg-spatial").And.Contain("simclr-augmentation").And.Contain("Completed");
        html.Split("<svg").Length.Should().BeGreaterThan(2, "each objective has a chart of its own");
    }

    [Fact]
    public void Write_NoRun_SaysSo() =>
        FluentActions.Invoking(() => RunComparison.Write([new RunDirectory(_folder.FullPath)], _folder.File("none.html"))).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.BadRun);

    private RunDirectory Train(string objective, string sampler)
    {
        PretrainOptions options = ToyCohort.Options(objective, sampler, "resnet18");
        options.Training.Steps = 3;
        using PretrainSession session = ToyCohort.Session(options);
        var run = new RunDirectory(_folder.File($"{objective}-{sampler}"));
        session.Run(run);
        run.WriteRecord(new RunRecord { Options = options, OptionsHash = PretrainJson.Hash(options), TileSetHash = session.Tiles.Hash, Encoder = session.Encoder.Spec, Status = RunStatus.Completed });
        return run;
    }
}
