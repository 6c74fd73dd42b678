namespace Histo.Ssl.Mil.Training;

/// <summary>The test bags of a split, behind a seal: they come out once, as predictions of a finished model.</summary>
/// <param name="repeat">Number of the repetition.</param>
/// <param name="split">The split.</param>
internal sealed class SealedTest(int repeat, CohortSplit split)
{
    private bool _opened;

    /// <summary>Predicts the test bags.</summary>
    /// <exception cref="HistoException">HS2044: the seal is broken already.</exception>
    public IReadOnlyList<TestPrediction> Open(MilModel model, IBagSource source, CancellationToken cancellation)
    {
        if (_opened)
        {
            throw new HistoException(ErrorCodes.TestSealed, "the test bags were used already", seen: $"fold {split.Index}", wanted: "one model a test part", action: "Choose models by validation bags.");
        }

        _opened = true;
        var found = new List<TestPrediction>();
        foreach (LabelledBag each in split.Test)
        {
            cancellation.ThrowIfCancellationRequested();
            using Bags.Bag bag = source.Load(each);
            found.Add(new TestPrediction(repeat, split.Index, each, model.Predict(bag)));
        }

        return found;
    }
}
