namespace Histo.Ssl.Evaluation;

/// <summary>Collects the predictions of folds, once or in several draws, into a <see cref="GroupedAuc"/>.</summary>
public sealed class GroupedAucBuilder
{
    private readonly SortedDictionary<int, Fold> _folds = [];

    /// <summary>Adds the predictions of a fold; a further call for the same fold is another draw, and draws are averaged.</summary>
    /// <param name="fold">Number of the fold.</param>
    /// <param name="groups">Group of each sample.</param>
    /// <param name="truth">Class of each sample, 0 to columns - 1.</param>
    /// <param name="scores">Samples x classes.</param>
    /// <exception cref="HistoException">HS0002: the lengths differ. HS1809: a score is not a number.</exception>
    public void Add(int fold, IReadOnlyList<string> groups, ReadOnlySpan<int> truth, FeatureMatrix scores)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(scores);
        scores.RequireLabels(truth.Length);
        if (groups.Count != truth.Length)
        {
            throw new HistoException(ErrorCodes.WrongShape, "there is not one group a sample", seen: groups.Count, wanted: truth.Length);
        }

        if (!_folds.TryGetValue(fold, out Fold? known))
        {
            _folds.Add(fold, known = new Fold(groups, truth, scores.Columns));
        }

        known.Add(scores);
    }

    /// <summary>Returns what was collected.</summary>
    /// <exception cref="HistoException">HS0002: nothing was.</exception>
    public GroupedAuc Build()
    {
        if (_folds.Count == 0)
        {
            throw new HistoException(ErrorCodes.WrongShape, "there are no predictions", seen: 0, wanted: "1 fold or more");
        }

        string[] names = [.. _folds.Values.SelectMany(fold => fold.Names).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return new GroupedAuc { Groups = names, Folds = [.. _folds.Values.Select(fold => fold.Build(names))] };
    }

    private sealed class Fold
    {
        private readonly int[] _groups, _truth, _classes;
        private readonly double[][] _ordered;
        private int _draws;

        public Fold(IReadOnlyList<string> groups, ReadOnlySpan<int> truth, int columns)
        {
            Names = [.. groups.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            _groups = [.. groups.Select(group => Array.BinarySearch(Names, group, StringComparer.Ordinal))];
            _truth = truth.ToArray();
            _classes = columns == 2 ? [1] : [.. Enumerable.Range(0, columns)];
            _ordered = Array.ConvertAll(_classes, _ => new double[Names.Length * Names.Length]);
        }

        public string[] Names { get; }

        public void Add(FeatureMatrix scores)
        {
            scores.RequireLabels(_truth.Length);
            _draws++;
            for (int c = 0; c < _classes.Length; c++)
            {
                var column = new double[_truth.Length];
                for (int i = 0; i < column.Length; i++)
                {
                    column[i] = double.IsNaN(scores.Row(i)[_classes[c]])
                        ? throw new HistoException(ErrorCodes.ScoreNotFinite, "a score is not a number", seen: $"row {i}, class {_classes[c]}", wanted: "numbers")
                        : scores.Row(i)[_classes[c]];
                }

                Count(column, _classes[c], _ordered[c]);
            }
        }

        public GroupedAucFold Build(string[] names) => new()
        {
            Groups = Array.ConvertAll(Names, name => Array.BinarySearch(names, name, StringComparer.Ordinal)),
            Samples = CountGroups(_ => true),
            Positives = [.. _classes.Select(c => CountGroups(row => _truth[row] == c))],
            Ordered = [.. _ordered.Select(counts => Array.ConvertAll(counts, count => count / _draws))],
        };

        private int[] CountGroups(Func<int, bool> counts)
        {
            var found = new int[Names.Length];
            for (int row = 0; row < _groups.Length; row++)
            {
                found[_groups[row]] += counts(row) ? 1 : 0;
            }

            return found;
        }

        // From the lowest score up; what is equal is taken together.
        private void Count(double[] column, int positive, double[] ordered)
        {
            int[] order = [.. Enumerable.Range(0, column.Length)];
            Array.Sort((double[])column.Clone(), order);
            var below = new int[Names.Length];
            var tied = new int[Names.Length];
            for (int first = 0; first < order.Length;)
            {
                int end = first;
                Array.Clear(tied);
                for (; end < order.Length && column[order[end]] == column[order[first]]; end++)
                {
                    tied[_groups[order[end]]] += _truth[order[end]] == positive ? 0 : 1;
                }

                for (int i = first; i < end; i++)
                {
                    for (int h = 0; _truth[order[i]] == positive && h < below.Length; h++)
                    {
                        ordered[(_groups[order[i]] * Names.Length) + h] += below[h] + (0.5 * tied[h]);
                    }
                }

                for (int h = 0; h < below.Length; h++)
                {
                    below[h] += tied[h];
                }

                first = end;
            }
        }
    }
}
