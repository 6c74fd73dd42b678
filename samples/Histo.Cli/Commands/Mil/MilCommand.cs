using System.CommandLine;

namespace Histo.Cli.Commands;

/// <summary>Slide-level models.</summary>
internal sealed class MilCommand : ICliCommand
{
    public Command Build()
    {
        var command = new Command(
            "mil",
            """
            Slide-level models from features and slide labels.

              histo mil train --features features --labels labels.csv --aggregator abmil --out model
              histo mil predict --model model --slides new.svs
              histo mil benchmark --dataset musk1.csv --aggregator gated-abmil
            """);
        foreach (ICliCommand part in new ICliCommand[] { new MilTrainCommand(), new MilEvaluateCommand(), new MilPredictCommand(), new MilBenchmarkCommand() })
        {
            command.Subcommands.Add(part.Build());
        }

        return command;
    }
}
