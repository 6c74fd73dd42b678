using Histo.Ssl.Encoders;
using Histo.Ssl.Schedules;
using Histo.Ssl.Training;
using Histo.Ssl.Views;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Training;

public class TeacherTests
{
    [Fact]
    public void Run_CancelledWhileItWaitsForABatch_HasNotMovedTheTeacher()
    {
        using PretrainSession session = ToyCohort.Session(ToyCohort.Options("moco-v2", "augmentation", "resnet18"));
        using (IDisposable frozen = no_grad())
        {
            foreach (var parameter in session.Encoder.parameters())
            {
                parameter.add_(0.1);
            }
        }

        string before = WeightHash.Compute(session.Objective.Heads);
        session.Invoking(each => Trainer(each, (_, _) => new NeverReady()).Run()).Should().Throw<OperationCanceledException>();
        WeightHash.Compute(session.Objective.Heads).Should().Be(before);
        Trainer(session, (first, end) => new TileBatchReader(session.Source, session.Planner, new TileBatchReaderOptions { ReaderThreads = 1, StartStep = first, EndStep = end })).Run();
        WeightHash.Compute(session.Objective.Heads).Should().NotBe(before);
    }

    private static Pretrainer Trainer(PretrainSession session, Func<long, long, IBatchSource> batches) => new(
        new PretrainParts
        {
            Batches = batches,
            Views = session.Views,
            Encoder = session.Encoder,
            Objective = session.Objective,
            Optimizer = session.Optimizer,
            Schedule = new OptimizationSchedule { LearningRate = new ConstantSchedule(1e-3) },
            TeacherMomentum = new ConstantSchedule(0.5),
        },
        new TrainingOptions { Steps = 1, BatchSize = 8 });

    private sealed class NeverReady : IBatchSource
    {
        public PixelBatch Next(CancellationToken cancellation) => throw new OperationCanceledException();

        public void Dispose()
        {
        }
    }
}
