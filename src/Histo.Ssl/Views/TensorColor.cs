using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Views;

/// <summary>Colour jitter and grey of batched views.</summary>
internal sealed class TensorColor : IDisposable
{
    private readonly Tensor _channelTurns;

    /// <param name="device">Where the views are.</param>
    public TensorColor(Device device)
    {
        // (5, 3, 1) sixths of a turn for red, green, blue; a whole turn on top keeps the sums positive.
        using Tensor host = tensor(new[] { 1 + (5f / 6), 1 + (3f / 6), 1 + (1f / 6) }, 1, 3, 1);
        _channelTurns = host.to(device, copy: true).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => _channelTurns.Dispose();

    /// <summary>Applies the four operations as torchvision does, each view in its own order: four passes, in each of which every row takes its next operation.</summary>
    /// <param name="x">(n, 3, pixels).</param>
    /// <param name="views">All parameters.</param>
    /// <param name="rows">Which of them belong to the rows of <paramref name="x"/>.</param>
    /// <returns>A new tensor.</returns>
    public Tensor Jitter(Tensor x, ViewParameters[] views, List<int> rows)
    {
        Tensor current = x;
        ColorMatrix[] matrices = new ColorMatrix[rows.Count];
        for (int pass = 0; pass < 4; pass++)
        {
            var hues = new List<int>(rows.Count);
            bool any = false;
            for (int i = 0; i < matrices.Length; i++)
            {
                ref readonly ViewParameters view = ref views[rows[i]];
                JitterOperation operation = JitterOrders.Of(view.JitterOrder)[pass];
                matrices[i] = ColorMatrix.Of(operation, view);
                any |= matrices[i] != ColorMatrix.Identity;
                if (operation == JitterOperation.Hue && view.Hue != 0)
                {
                    hues.Add(i);
                }
            }

            if (any)
            {
                current = Next(x, current, Affine(current, matrices));
            }

            if (hues.Count == matrices.Length)
            {
                current = Next(x, current, Hue(current, views, rows, hues));
            }
            else if (hues.Count > 0)
            {
                current = ReferenceEquals(current, x) ? x.clone() : current;
                current = TensorRows.Replace(current, hues, part => Hue(part, views, rows, hues));
            }
        }

        return ReferenceEquals(current, x) ? x.clone() : current;
    }

    /// <summary>Applies linear jitter and grey.</summary>
    /// <param name="x">(n, 3, pixels).</param>
    /// <param name="views">All parameters.</param>
    /// <param name="rows">Which of them belong to the rows of <paramref name="x"/>.</param>
    public Tensor Linear(Tensor x, ViewParameters[] views, List<int> rows) => Affine(x, [.. rows.Select(row => ColorMatrix.Linear(views[row]))]);

    /// <summary>Turns views to grey with torchvision's weights.</summary>
    /// <param name="x">(n, 3, pixels).</param>
    public Tensor Grey(Tensor x)
    {
        ColorMatrix[] matrices = new ColorMatrix[x.size(0)];
        Array.Fill(matrices, ColorMatrix.Grey);
        return Affine(x, matrices);
    }

    private static Tensor Next(Tensor first, Tensor current, Tensor next)
    {
        if (!ReferenceEquals(current, first))
        {
            current.Dispose();
        }

        return next;
    }

    private static Tensor Affine(Tensor x, ColorMatrix[] matrices)
    {
        bool shifts = false;
        using Tensor packed = TensorRows.Filled([matrices.Length, 12], x.device, numbers =>
        {
            for (int i = 0; i < matrices.Length; i++)
            {
                ref readonly ColorMatrix matrix = ref matrices[i];
                Span<float> row = numbers.Slice(i * 12, 12);
                matrix.A.CopyTo(row);
                (row[9], row[10], row[11]) = ((float)matrix.W0, (float)matrix.W1, (float)matrix.W2);
                shifts |= matrix.W0 != 0 || matrix.W1 != 0 || matrix.W2 != 0;
            }
        });
        using Tensor flat = packed.narrow(1, 0, 9), linear = flat.reshape(matrices.Length, 3, 3);
        Tensor y = linear.bmm(x);
        if (shifts)
        {
            using Tensor weights = packed.narrow(1, 9, 3), means = x.mean([2]), weighted = means.mul_(weights), shift = weighted.sum(1, keepdim: true), everywhere = shift.unsqueeze(2);
            y.add_(everywhere);
        }

        return y.clamp_(0f, 1f);
    }

    // HSV without leaving RGB: each channel is low + chroma * clamp(|6 frac(hue + n/6) - 2| - 1, 0, 1) with n = 5, 3, 1 for red, green, blue.
    private Tensor Hue(Tensor x, ViewParameters[] views, List<int> rows, List<int> hues)
    {
        using Tensor red = x.select(1, 0), green = x.select(1, 1), blue = x.select(1, 2);
        using Tensor high1 = red.maximum(green), high = high1.maximum(blue), low1 = red.minimum(green), low2 = low1.minimum(blue), chroma = high - low2;
        using Tensor low = low2.unsqueeze(1), chroma3 = chroma.unsqueeze(1);
        using Tensor turns = Turns(red, green, blue, high, chroma);
        using Tensor shift = TensorRows.Filled([hues.Count, 1], x.device, numbers =>
        {
            for (int i = 0; i < hues.Count; i++)
            {
                numbers[i] = views[rows[hues[i]]].Hue;
            }
        });
        turns.add_(shift);
        using Tensor turns3 = turns.unsqueeze(1);
        Tensor y = turns3 + _channelTurns;
        return y.frac_().mul_(6f).sub_(2f).abs_().sub_(1f).clamp_(0f, 1f).mul_(chroma3).add_(low);
    }

    private static Tensor Turns(Tensor red, Tensor green, Tensor blue, Tensor high, Tensor chroma)
    {
        using Tensor divisor = chroma.clamp_min(1e-12f), fromRed = green - blue, fromGreen = blue - red, fromBlue = red - green;
        using Tensor sixRed = fromRed.div_(divisor), sixGreen = fromGreen.div_(divisor).add_(2f);
        // Ones and zeros for yes and no; lerp is exact at both ends, and choosing by booleans is several times slower on the CPU.
        using Tensor isRed = red.clone().eq_(high), isGreen = green.clone().eq_(high);
        Tensor sixths = fromBlue.div(divisor).add_(4f).lerp_(sixGreen, isGreen).lerp_(sixRed, isRed);
        return sixths.mul_(1f / 6);
    }
}
