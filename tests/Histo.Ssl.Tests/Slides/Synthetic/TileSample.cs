using Histo.Ssl.Slides.Synthetic;

namespace Histo.Ssl.Tests.Slides.Synthetic;

/// <summary>A tile that lies wholly in one class, with its mean colour and a few plain measures of its texture.</summary>
internal sealed record TileSample(int Slide, int Class, double[] Color, double[] Texture)
{
    public static TileSample[] Of(SyntheticSlideOptions options, int slides, int size)
    {
        var tiles = new List<TileSample>();
        for (int number = 0; number < slides; number++)
        {
            SyntheticSlide slide = new SyntheticSlideGenerator(options).Create(number);
            byte[] rgb = new byte[slide.Width * slide.Height * 3];
            slide.Render(0, slide.Height, rgb);
            for (int y = 0; y + size <= slide.Height; y += size)
            {
                for (int x = 0; x + size <= slide.Width; x += size)
                {
                    if (IsPure(slide, x, y, size))
                    {
                        tiles.Add(new TileSample(number, (int)slide.ClassAt(x, y), MeanColor(rgb, slide.Width, x, y, size), MeasureTexture(rgb, slide.Width, x, y, size)));
                    }
                }
            }
        }

        return [.. tiles];
    }

    /// <summary>Nearest class mean, learnt on all other slides, on standardised features; mean accuracy over the classes.</summary>
    public static double AccuracyOnOtherSlides(TileSample[] tiles, Func<TileSample, double[]> features)
    {
        int length = features(tiles[0]).Length;
        double[] mean = new double[length], deviation = new double[length];
        for (int i = 0; i < length; i++)
        {
            mean[i] = tiles.Average(tile => features(tile)[i]);
            deviation[i] = Math.Sqrt(tiles.Average(tile => Math.Pow(features(tile)[i] - mean[i], 2)));
        }

        var right = new Dictionary<int, (int Right, int All)>();
        foreach (int slide in tiles.Select(tile => tile.Slide).Distinct())
        {
            var centres = tiles.Where(tile => tile.Slide != slide).GroupBy(tile => tile.Class)
                .ToDictionary(group => group.Key, group => Enumerable.Range(0, length).Select(i => group.Average(tile => features(tile)[i])).ToArray());
            foreach (TileSample tile in tiles.Where(tile => tile.Slide == slide))
            {
                int guess = centres.MinBy(centre => Enumerable.Range(0, length).Sum(i => Math.Pow((features(tile)[i] - centre.Value[i]) / deviation[i], 2))).Key;
                (int hits, int all) = right.GetValueOrDefault(tile.Class);
                right[tile.Class] = (hits + (guess == tile.Class ? 1 : 0), all + 1);
            }
        }

        return right.Values.Average(count => (double)count.Right / count.All);
    }

    private static bool IsPure(SyntheticSlide slide, int left, int top, int size)
    {
        SyntheticTissue tissue = slide.ClassAt(left, top);
        for (int y = top; y < top + size; y += SyntheticSlide.MaskDownsample)
        {
            for (int x = left; x < left + size; x += SyntheticSlide.MaskDownsample)
            {
                if (slide.ClassAt(x, y) != tissue || tissue == SyntheticTissue.Background)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static double[] MeanColor(byte[] rgb, int width, int left, int top, int size)
    {
        double[] sum = new double[3];
        for (int y = top; y < top + size; y++)
        {
            for (int i = ((y * width) + left) * 3; i < ((y * width) + left + size) * 3; i++)
            {
                sum[i % 3] += rgb[i];
            }
        }

        return [.. sum.Select(value => value / (size * size))];
    }

    /// <summary>Of the red channel, standardised within the tile: skewness, dark share, and differences at 1, 2, 4, 8 and 16 pixels along x and y.</summary>
    private static double[] MeasureTexture(byte[] rgb, int width, int left, int top, int size)
    {
        double[] red = new double[size * size];
        for (int i = 0; i < red.Length; i++)
        {
            red[i] = rgb[((((top + (i / size)) * width) + left + (i % size)) * 3)];
        }

        double mean = red.Average(), deviation = Math.Sqrt(red.Average(value => (value - mean) * (value - mean))) + 1e-9;
        for (int i = 0; i < red.Length; i++)
        {
            red[i] = (red[i] - mean) / deviation;
        }

        var features = new List<double> { red.Average(value => value * value * value), red.Average(value => value < -1 ? 1.0 : 0.0), red.Average(value => value > 1 ? 1.0 : 0.0) };
        foreach (int step in new[] { 1, 2, 4, 8, 16 })
        {
            double along = 0, down = 0;
            for (int y = 0; y < size - step; y++)
            {
                for (int x = 0; x < size - step; x++)
                {
                    along += Math.Abs(red[(y * size) + x] - red[(y * size) + x + step]);
                    down += Math.Abs(red[(y * size) + x] - red[((y + step) * size) + x]);
                }
            }

            // Sum and difference: independent of the direction of the fibres, and a measure of it.
            features.Add((along + down) / (size * size));
            features.Add(Math.Abs(along - down) / (size * size));
        }

        return [.. features];
    }
}
