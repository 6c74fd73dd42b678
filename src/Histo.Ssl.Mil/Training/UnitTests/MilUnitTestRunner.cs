using Histo.Ssl.Evaluation;
using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Training;

/// <summary>Trains a fresh model on the bags of a unit test and tests it: a plain loop with Adam, no early stopping, no tuning.</summary>
/// <param name="options">Settings; null for the defaults.</param>
/// <exception cref="HistoException">HS0001: a setting lies outside its range.</exception>
public sealed class MilUnitTestRunner(MilUnitTestOptions? options = null)
{
    private readonly MilUnitTestOptions _options = Checked(options ?? new MilUnitTestOptions());

    /// <summary>Runs one test. A function of the options, the test and the model: repeated runs agree. Re-seeds libtorch's generator at every step.</summary>
    /// <param name="test">The test.</param>
    /// <param name="create">Makes a new model with one or two logits from the number of features and a seed; it is disposed here.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    /// <returns>What came out.</returns>
    /// <exception cref="HistoException">HS2002: the model has more than two logits.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public MilUnitTestResult Run(MilUnitTest test, Func<int, ulong, IMilAggregator> create, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(test);
        ArgumentNullException.ThrowIfNull(create);
        using DisposeScope scope = NewDisposeScope(); // Takes what the optimiser leaves behind.
        using IMilAggregator model = create(_options.Features, _options.Seed);
        if (model.Outputs > 2)
        {
            throw new HistoException(ErrorCodes.BagMismatch, "the bags of the unit tests have two classes", model.Name, $"{model.Outputs} logits", "1 or 2");
        }

        Train(model, test, cancellation);
        model.Module.eval();

        // Bags of the training kind that were not trained on follow the training bags in number.
        return new MilUnitTestResult(test.Name, model.Name, Auc(model, test, MilUnitTestPart.Training, _options.TrainingBags), Auc(model, test, MilUnitTestPart.Test, 0));
    }

    private static MilUnitTestOptions Checked(MilUnitTestOptions options)
    {
        options.Validate();
        return options;
    }

    // Larger means more positive: what ranks bags, whatever the logits are.
    private static double Score(IMilAggregator model, MilUnitTestBag bag, int number)
    {
        using MilOutput output = model.Forward(new MilInput(bag.Bag, Draw: new BagDraw(0, 0, number)));
        using Tensor logits = output.Logits.detach().to(ScalarType.Float64).cpu();
        double[] values = [.. logits.data<double>()];
        return values.Length == 1 ? values[0] : model.Logits == LogitKind.Sigmoid ? values[1] : values[1] - values[0];
    }

    private void Train(IMilAggregator model, MilUnitTest test, CancellationToken cancellation)
    {
        model.Module.train();
        MilUnitTestBag[] bags = [.. Enumerable.Range(0, _options.TrainingBags).Select(number => test.Bag(MilUnitTestPart.Training, number, _options.Features, _options.Seed))];
        try
        {
            using var adam = optim.Adam(model.Module.parameters(), _options.LearningRate);
            for (int step = 0; step < _options.Steps; step++)
            {
                cancellation.ThrowIfCancellationRequested();
                manual_seed((long)(new CounterRandom(_options.Seed, step, 0, RandomSlot.Torch).NextUInt64() >> 1));
                adam.zero_grad();
                for (int i = 0; i < _options.BagsPerStep; i++)
                {
                    Learn(model, bags[Place(step, i)], new BagDraw(_options.Seed, step, i));
                }

                using DisposeScope scope = NewDisposeScope();
                adam.step();
            }
        }
        finally
        {
            foreach (MilUnitTestBag bag in bags)
            {
                bag.Dispose();
            }
        }
    }

    private void Learn(IMilAggregator model, MilUnitTestBag bag, BagDraw draw)
    {
        using DisposeScope scope = NewDisposeScope();
        using MilOutput output = model.Learn(new MilInput(bag.Bag, new ClassTarget(bag.ClassIndex, model.Logits), draw), 1.0 / _options.BagsPerStep);
    }

    private int Place(int step, int i)
    {
        long place = ((long)step * _options.BagsPerStep) + i;
        return (int)new Permutation(_options.TrainingBags, _options.Seed, place / _options.TrainingBags)[(int)(place % _options.TrainingBags)];
    }

    private double Auc(IMilAggregator model, MilUnitTest test, MilUnitTestPart part, int first)
    {
        using var noGrad = no_grad();
        var positive = new bool[_options.TestBags];
        var scores = new double[_options.TestBags];
        for (int i = 0; i < scores.Length; i++)
        {
            using MilUnitTestBag bag = test.Bag(part, first + i, _options.Features, _options.Seed);
            (positive[i], scores[i]) = (bag.ClassIndex == 1, Score(model, bag, i));
        }

        return RocCurve.Auc(positive, scores);
    }
}
