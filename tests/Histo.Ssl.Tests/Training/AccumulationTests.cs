using Histo.Ssl.Schedules;
using Histo.Ssl.Training;
using Histo.Ssl.Views;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Training;

public class AccumulationTests
{
    [Fact]
    public void Run_AccumulatedBatches_GradientIsTheMeanOfTheBatches()
    {
        (Dictionary<string, double[]> both, StepMeters meters) = Gradients(accumulated: 2, firstBatch: 0);
        (Dictionary<string, double[]> first, StepMeters firstMeters) = Gradients(1, 0);
        (Dictionary<string, double[]> second, StepMeters secondMeters) = Gradients(1, 1);

        meters.Loss.Should().BeApproximately((firstMeters.Loss + secondMeters.Loss) / 2, 1e-5);
        meters.Terms.Keys.Should().BeEquivalentTo(firstMeters.Terms.Keys);
        double scale = both.Values.SelectMany(each => each).Max(Math.Abs);
        foreach ((string name, double[] gradient) in both)
        {
            for (int i = 0; i < gradient.Length; i++)
            {
                gradient[i].Should().BeApproximately((first[name][i] + second[name][i]) / 2, 1e-5 * scale, "of {0}", name);
            }
        }

        first.Values.SelectMany(each => each).Should().NotEqual(second.Values.SelectMany(each => each));
    }

    private static (Dictionary<string, double[]> Gradients, StepMeters Meters) Gradients(int accumulated, long firstBatch)
    {
        using PretrainSession session = ToyRun.Session(ToyRun.Options());
        using var optimizer = new Recording(ParameterGroup.Split([("encoder", session.Encoder), ("objective", session.Objective.Heads)], 0));
        var parts = new PretrainParts
        {
            Batches = (first, _) => new TileBatchReader(session.Source, session.Planner, new TileBatchReaderOptions { ReaderThreads = 1, StartStep = firstBatch + first }),
            Views = session.Views,
            Encoder = session.Encoder,
            Objective = session.Objective,
            Optimizer = optimizer,
            Schedule = new OptimizationSchedule { LearningRate = new ConstantSchedule(1) },
        };
        StepMeters? meters = new Pretrainer(parts, new TrainingOptions { Steps = 1, AccumulatedBatches = accumulated, Seed = 3 }).Run();
        return (optimizer.Seen, meters!);
    }

    /// <summary>Looks at the gradients and changes nothing.</summary>
    private sealed class Recording(IReadOnlyList<ParameterGroup> groups) : Optimizer(groups)
    {
        public Dictionary<string, double[]> Seen { get; } = [];

        protected override void StepGroup(ParameterGroup group, double learningRate)
        {
            foreach (NamedParameter parameter in group.Parameters)
            {
                Seen[parameter.Name] = [.. parameter.Tensor.grad!.to(ScalarType.Float64).flatten().data<double>()];
            }
        }
    }
}
