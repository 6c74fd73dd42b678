using System.Globalization;
using Histo.Ssl.Randomness;

namespace Histo.Evidence;

/// <summary>Bags of digits, positive when they hold a 9.</summary>
/// <remarks>
/// Each fold's bags are drawn from digits of its own, so no digit is on both sides of a split. Sizes are normal with mean 10 and deviation 2, 1 at least. Half of the bags are positive.
/// The published sets draw from 60,000 training digits, without balance; here there are 6,667 digits in all, so figures are not comparable to published ones.
/// Source: M. Ilse et al., "Attention-based deep multiple instance learning", ICML 2018; sizes as in AttentionDeepMIL eb0434b, dataloader.py.
/// </remarks>
internal sealed class MnistBags(MnistDigits digits, int folds, int bagsPerFold, ulong seed)
{
    private const int Target = 9;

    /// <summary>Draws the bags of a fold: names, labels and the digits of each.</summary>
    public IEnumerable<(string Id, int Label, int[] Digits)> Draw(int fold)
    {
        int[] own = [.. Enumerable.Range(0, digits.Count).Where(digit => digit % folds == fold)];
        int[] nines = [.. own.Where(digit => digits.Label(digit) == Target)], others = [.. own.Where(digit => digits.Label(digit) != Target)];
        for (int bag = 0; bag < bagsPerFold; bag++)
        {
            var random = new CounterRandom(seed, fold, bag, RandomSlot.Evaluation);
            int label = bag % 2, size = Math.Max(1, (int)Math.Round(10 + (2 * random.NextGaussian())));
            int positives = label == 0 ? 0 : 1 + (random.Chance(0.3) && size > 1 ? 1 : 0);
            var chosen = new int[size];
            for (int i = 0; i < size; i++)
            {
                int[] pool = i < positives ? nines : others;
                chosen[i] = pool[random.Next(pool.Length)];
            }

            random.Shuffle(chosen.AsSpan());
            yield return (string.Create(CultureInfo.InvariantCulture, $"fold{fold}-bag{bag:000}"), label, chosen);
        }
    }
}
