using Histo.Ssl.Views;

namespace Histo.Ssl.Tests.Views;

/// <summary>A view made pixel by pixel in double precision, one operation after the other, straight from the definitions.</summary>
internal sealed class NaiveView
{
    private double[,,] _p; // channel, y, x

    private NaiveView(double[,,] pixels) => _p = pixels;

    private int Size => _p.GetLength(1);

    /// <summary>Channel-major pixels in 0..1, before normalisation.</summary>
    public static double[] Render(byte[] tile, int tileSize, in ViewParameters view, int size)
    {
        var naive = new NaiveView(Crop(tile, tileSize, view, size));
        naive.FlipAndTurn(view);
        if (view.StainJitter)
        {
            naive.Stain(view);
        }

        if (view.JitterModel == JitterModel.Linear)
        {
            naive.LinearColor(view);
        }
        else
        {
            naive.Jitter(view);
            if (view.Grey)
            {
                naive.EachPixel((r, g, b) => (Luma(r, g, b), Luma(r, g, b), Luma(r, g, b)));
            }
        }

        if (view.BlurSigma > 0)
        {
            naive.Blur(view.BlurSigma, view.BlurTaps);
        }

        if (view.Solarise)
        {
            double t = view.SolariseThreshold;
            naive.EachPixel((r, g, b) => (r >= t ? 1 - r : r, g >= t ? 1 - g : g, b >= t ? 1 - b : b));
        }

        return [.. naive._p.Cast<double>()];
    }

    public static double Luma(double r, double g, double b) => (0.2989 * r) + (0.587 * g) + (0.114 * b);

    private static double[,,] Crop(byte[] tile, int tileSize, in ViewParameters view, int size)
    {
        var result = new double[3, size, size];
        (float x0, float y0, float width, float height, ResampleFilter filter) = (view.CropX, view.CropY, view.CropWidth, view.CropHeight, view.Filter);
        for (int c = 0; c < 3; c++)
        {
            for (int i = 0; i < size; i++)
            {
                for (int j = 0; j < size; j++)
                {
                    double sum = 0, weights = 0;
                    for (int y = (int)Math.Floor(y0); y < Math.Ceiling(y0 + height); y++)
                    {
                        double wy = Filter(filter, y + 0.5, y0 + ((i + 0.5) * height / size), height / size);
                        if (wy == 0)
                        {
                            continue;
                        }

                        for (int x = (int)Math.Floor(x0); x < Math.Ceiling(x0 + width); x++)
                        {
                            double w = wy * Filter(filter, x + 0.5, x0 + ((j + 0.5) * width / size), width / size);
                            sum += w * (tile[(((y * tileSize) + x) * 3) + c] / 255.0);
                            weights += w;
                        }
                    }

                    result[c, i, j] = Math.Clamp(sum / weights, 0, 1);
                }
            }
        }

        return result;
    }

    private static double Filter(ResampleFilter filter, double at, double centre, double scale)
    {
        double d = Math.Abs(at - centre) / Math.Max(1, scale);
        if (filter == ResampleFilter.Bilinear)
        {
            return d < 1 ? 1 - d : 0;
        }

        const double A = -0.5;
        return d < 1 ? ((A + 2) * d * d * d) - ((A + 3) * d * d) + 1
            : d < 2 ? (A * d * d * d) - (5 * A * d * d) + (8 * A * d) - (4 * A)
            : 0;
    }

    private void FlipAndTurn(in ViewParameters view)
    {
        int last = Size - 1;
        if (view.FlipHorizontal)
        {
            Map((y, x) => (y, last - x));
        }

        if (view.FlipVertical)
        {
            Map((y, x) => (last - y, x));
        }

        for (int turn = 0; turn < view.QuarterTurns; turn++)
        {
            // The right-most column becomes the top row.
            Map((y, x) => (x, last - y));
        }
    }

    private void Map(Func<int, int, (int Y, int X)> from)
    {
        var result = new double[3, Size, Size];
        for (int c = 0; c < 3; c++)
        {
            for (int y = 0; y < Size; y++)
            {
                for (int x = 0; x < Size; x++)
                {
                    (int sy, int sx) = from(y, x);
                    result[c, y, x] = _p[c, sy, sx];
                }
            }
        }

        _p = result;
    }

    private void EachPixel(Func<double, double, double, (double R, double G, double B)> change)
    {
        for (int y = 0; y < Size; y++)
        {
            for (int x = 0; x < Size; x++)
            {
                (_p[0, y, x], _p[1, y, x], _p[2, y, x]) = change(_p[0, y, x], _p[1, y, x], _p[2, y, x]);
            }
        }
    }

    private void Clipped(Func<double, double, double, (double R, double G, double B)> change) => EachPixel((r, g, b) =>
    {
        (r, g, b) = change(r, g, b);
        return (Math.Clamp(r, 0, 1), Math.Clamp(g, 0, 1), Math.Clamp(b, 0, 1));
    });

    private double MeanGrey(Func<double, double, double, double> grey)
    {
        double sum = 0;
        EachPixel((r, g, b) =>
        {
            sum += grey(r, g, b);
            return (r, g, b);
        });
        return sum / Size / Size;
    }

    private void Stain(in ViewParameters view)
    {
        (Triple scale, Triple shift, StainConvention convention, double guard) = (view.StainScale, view.StainShift, view.StainConvention, view.StainGuard);
        EachPixel((r, g, b) =>
        {
            if (guard > 0 && -Math.Log(r) < guard && -Math.Log(g) < guard && -Math.Log(b) < guard)
            {
                return (r, g, b);
            }

            double[] pixel = [r, g, b];
            HedSpace.FromRgb<double>(pixel, pixel, convention);
            pixel = [(pixel[0] * scale.First) + shift.First, (pixel[1] * scale.Second) + shift.Second, (pixel[2] * scale.Third) + shift.Third];
            HedSpace.ToRgb<double>(pixel, pixel, convention);
            return (pixel[0], pixel[1], pixel[2]);
        });
    }

    private void Jitter(in ViewParameters view)
    {
        if (!view.ColorJitter)
        {
            return;
        }

        (double brightness, double contrast, double saturation, double hue) = (view.Brightness, view.Contrast, view.Saturation, view.Hue);
        foreach (JitterOperation operation in JitterOrders.Of(view.JitterOrder))
        {
            switch (operation)
            {
                case JitterOperation.Brightness:
                    Clipped((r, g, b) => (r * brightness, g * brightness, b * brightness));
                    break;
                case JitterOperation.Contrast:
                    double mean = MeanGrey(Luma);
                    Clipped((r, g, b) => (mean + (contrast * (r - mean)), mean + (contrast * (g - mean)), mean + (contrast * (b - mean))));
                    break;
                case JitterOperation.Saturation:
                    Clipped((r, g, b) =>
                    {
                        double grey = Luma(r, g, b);
                        return (grey + (saturation * (r - grey)), grey + (saturation * (g - grey)), grey + (saturation * (b - grey)));
                    });
                    break;
                default:
                    Clipped((r, g, b) => ShiftHue(r, g, b, hue));
                    break;
            }
        }
    }

    // The textbook way through hue, saturation and value.
    public static (double R, double G, double B) ShiftHue(double r, double g, double b, double shift)
    {
        double value = Math.Max(r, Math.Max(g, b)), chroma = value - Math.Min(r, Math.Min(g, b));
        if (chroma == 0)
        {
            return (r, g, b);
        }

        double hue = r == value ? (g - b) / chroma : g == value ? 2 + ((b - r) / chroma) : 4 + ((r - g) / chroma);
        hue = (((hue / 6) + shift + 2) % 1) * 6;
        int sector = (int)Math.Floor(hue);
        double fraction = hue - sector, saturation = chroma / value;
        double p = value * (1 - saturation), q = value * (1 - (saturation * fraction)), t = value * (1 - (saturation * (1 - fraction)));
        return sector switch
        {
            0 => (value, t, p),
            1 => (q, value, p),
            2 => (p, value, t),
            3 => (p, q, value),
            4 => (t, p, value),
            _ => (value, p, q),
        };
    }

    private void LinearColor(in ViewParameters view)
    {
        static double Grey(double r, double g, double b) => (0.299 * r) + (0.587 * g) + (0.114 * b);
        (double brightness, double contrast, double saturation, double hue, bool grey) = (view.Brightness, view.Contrast, view.Saturation, view.Hue, view.Grey);
        if (!view.ColorJitter && !grey)
        {
            return;
        }

        double cos = Math.Cos(2 * Math.PI * hue), sin = Math.Sin(2 * Math.PI * hue);
        EachPixel((r, g, b) =>
        {
            (r, g, b) = (r * brightness, g * brightness, b * brightness);
            double y = Grey(r, g, b);
            double i = saturation * ((0.595716 * r) - (0.274453 * g) - (0.321263 * b)), q = saturation * ((0.211456 * r) - (0.522591 * g) + (0.311135 * b));
            (i, q) = grey ? (0, 0) : ((cos * i) + (sin * q), (cos * q) - (sin * i));
            return (y + (0.956295719758948 * i) + (0.621024416465261 * q), y - (0.272122099318510 * i) - (0.647380596825695 * q), y - (1.106989016736491 * i) + (1.704614998364648 * q));
        });
        double mean = MeanGrey(Grey);
        Clipped((r, g, b) => (mean + (contrast * (r - mean)), mean + (contrast * (g - mean)), mean + (contrast * (b - mean))));
    }

    private void Blur(double sigma, int taps)
    {
        int radius = taps > 0 ? taps / 2 : (int)Math.Ceiling(3 * sigma), size = Size;
        double[] kernel = [.. Enumerable.Range(-radius, (2 * radius) + 1).Select(k => Math.Exp(-k * k / (2 * sigma * sigma)))];
        double total = kernel.Sum();
        var result = new double[3, size, size];
        for (int c = 0; c < 3; c++)
        {
            for (int y = 0; y < size; y++)
            {
                for (int x = 0; x < size; x++)
                {
                    for (int dy = -radius; dy <= radius; dy++)
                    {
                        for (int dx = -radius; dx <= radius; dx++)
                        {
                            result[c, y, x] += kernel[dy + radius] * kernel[dx + radius] / (total * total) * _p[c, Mirror(y + dy, size), Mirror(x + dx, size)];
                        }
                    }
                }
            }
        }

        _p = result;
    }

    private static int Mirror(int i, int size)
    {
        while (size > 1 && (i < 0 || i >= size))
        {
            i = i < 0 ? -i : (2 * (size - 1)) - i;
        }

        return size == 1 ? 0 : i;
    }
}
