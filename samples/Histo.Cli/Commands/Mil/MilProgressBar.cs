using Histo.Cli.Output;
using Histo.Ssl.Mil.Training;

namespace Histo.Cli.Commands;

/// <summary>Shows a cross-validation: bars of trainings and epochs.</summary>
internal static class MilProgressBar
{
    public static CrossValidationResult Run(Func<IProgress<CrossValidationProgress>, CrossValidationResult> run)
    {
        CrossValidationResult? found = null;
        CliProgress.Run(context =>
        {
            var trainings = context.AddTask("trainings");
            var epochs = context.AddTask("epochs");
            found = run(new SynchronousProgress<CrossValidationProgress>(each =>
            {
                (trainings.MaxValue, trainings.Value) = (each.Total, each.Done);
                (epochs.MaxValue, epochs.Value) = (each.Epochs, each.Epoch is { } epoch ? epoch.Epoch + 1 : each.Epochs);
            }));
        });
        return found!;
    }
}
