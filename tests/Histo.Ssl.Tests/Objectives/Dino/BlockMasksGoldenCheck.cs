using Histo.Ssl.Objectives;
using Histo.Ssl.Randomness;
using Histo.TestKit.Golden;

namespace Histo.Ssl.Tests.Objectives;

/// <summary>Statistics of the official mask generator and of its collation; counts that are exact there are exact here.</summary>
public sealed class BlockMasksGoldenCheck : IGoldenCheck
{
    public string Stem => "ibot_block_masking";

    public void Check(GoldenCase golden)
    {
        if (golden.Text("kind") == "generator")
        {
            CheckGenerator(golden);
        }
        else
        {
            CheckCollation(golden);
        }
    }

    private static void CheckGenerator(GoldenCase golden)
    {
        golden.Keys.Should().BeEquivalentTo("targets", "count_histogram", "mean_count", "std_count", "fraction_exact", "min_count", "max_count", "position_frequency");
        int grid = golden.Integer("grid"), patches = grid * grid, draws = golden.Integer("draws");
        var masks = new BlockMasks(grid, grid);
        masks.LargestBlock.Should().Be(golden.Number("max_num_patches"));
        long[] targets = golden.Longs("targets");
        for (int t = 0; t < targets.Length; t++)
        {
            var histogram = new double[patches + 1];
            var frequency = new double[patches];
            for (int draw = 0; draw < draws; draw++)
            {
                var mask = new bool[patches];
                var random = new CounterRandom(7, t, draw, RandomSlot.Masks);
                int count = masks.Fill(mask, (int)targets[t], ref random);
                count.Should().Be(mask.Count(each => each)).And.BeLessThanOrEqualTo((int)targets[t]);
                histogram[count] += 1.0 / draws;
                for (int i = 0; i < patches; i++)
                {
                    frequency[i] += mask[i] ? 1.0 / draws : 0;
                }
            }

            int row = t;
            Compare(golden, histogram, row, draws);
            frequency.Zip(golden.Doubles("position_frequency").Skip(row * patches), (own, theirs) => Math.Abs(own - theirs)).Max().Should().BeLessThan(0.06);
        }
    }

    private static void Compare(GoldenCase golden, double[] histogram, int row, int draws)
    {
        double target = golden.Longs("targets")[row], mean = histogram.Select((share, count) => share * count).Sum();
        double deviation = Math.Sqrt(histogram.Select((share, count) => share * (count - mean) * (count - mean)).Sum());
        mean.Should().BeApproximately(golden.Doubles("mean_count")[row], 0.3);
        deviation.Should().BeApproximately(golden.Doubles("std_count")[row], 0.3);
        histogram[(int)target].Should().BeApproximately(golden.Doubles("fraction_exact")[row], 0.05);
        Array.FindLastIndex(histogram, share => share > 0).Should().Be((int)golden.Longs("max_count")[row]);
        double[] reference = [.. golden.Longs("count_histogram").Skip(row * histogram.Length).Take(histogram.Length).Select(count => (double)count / draws)];
        reference.Sum().Should().BeApproximately(1, 1e-9);
        (histogram.Zip(reference, (own, theirs) => Math.Abs(own - theirs)).Sum() / 2).Should().BeLessThan(0.06);

        // The smallest count of 3000 draws is one draw: it only has to lie in the same corner.
        Math.Abs(Array.FindIndex(histogram, share => share > 0) - golden.Longs("min_count")[row]).Should().BeLessThan((long)(4 + (0.2 * target)));
    }

    private static void CheckCollation(GoldenCase golden)
    {
        golden.Keys.Should().BeEquivalentTo("masked_crops", "total_masked", "crop_masked_frequency", "ratio_quantiles", "ratio_edges", "upperbound");
        int crops = golden.Integer("crops"), grid = golden.Integer("grid"), patches = grid * grid, draws = golden.Integer("draws");
        double[] ratios = [.. golden.Parameters.GetProperty("mask_ratio_min_max").EnumerateArray().Select(value => value.GetDouble())];
        var masks = new BlockMasks(grid, grid) { Probability = golden.Number("mask_probability"), MinimumRatio = ratios[0], MaximumRatio = ratios[1] };
        int chosen = masks.MaskedCrops(crops);
        golden.ShouldMatch("ratio_edges", [.. Enumerable.Range(0, chosen + 1).Select(i => masks.Edge(i, chosen))]);
        masks.MostMasked(crops).Should().Be((int)golden.Longs("upperbound")[0]);
        var frequency = new double[crops];
        var shares = new List<double>();
        double[] maskedCrops = new double[draws], totals = new double[draws];
        for (int draw = 0; draw < draws; draw++)
        {
            bool[] all = masks.Create(crops, 3, draw);
            for (int crop = 0; crop < crops; crop++)
            {
                int count = all.AsSpan(crop * patches, patches).Count(true);
                if (count > 0)
                {
                    shares.Add((double)count / patches);
                    frequency[crop] += 1.0 / draws;
                    maskedCrops[draw]++;
                    totals[draw] += count;
                }
            }
        }

        maskedCrops.Max().Should().Be(chosen);
        maskedCrops.Average().Should().BeApproximately(golden.Longs("masked_crops").Average(), 0.1);
        totals.Max().Should().BeLessThanOrEqualTo(masks.MostMasked(crops));
        totals.Average().Should().BeApproximately(golden.Longs("total_masked").Average(), 0.02 * golden.Longs("total_masked").Average());
        frequency.Zip(golden.Doubles("crop_masked_frequency"), (own, theirs) => Math.Abs(own - theirs)).Max().Should().BeLessThan(0.15, "each is the mean of 300 draws of 0 or 1");
        double[] sorted = [.. shares.Order()], quantiles = [.. new[] { 0, 0.05, 0.25, 0.5, 0.75, 0.95, 1 }.Select(q => sorted[(int)Math.Round(q * (sorted.Length - 1))])];
        double[] reference = golden.Doubles("ratio_quantiles");
        for (int i = 1; i < quantiles.Length; i++)
        {
            quantiles[i].Should().BeApproximately(reference[i], 0.03);
        }
    }
}
