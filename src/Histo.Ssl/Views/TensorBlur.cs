using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Views;

/// <summary>Gaussian blur of batched views: a banded matrix from the left and from the right, each view with its own deviation.</summary>
internal static class TensorBlur
{
    /// <summary>Blurs views.</summary>
    /// <param name="x">(n, 3, size x size).</param>
    /// <param name="views">All parameters.</param>
    /// <param name="rows">Which of them belong to the rows of <paramref name="x"/>.</param>
    /// <param name="size">Width and height.</param>
    public static Tensor Apply(Tensor x, ViewParameters[] views, List<int> rows, int size)
    {
        int count = rows.Count, block = size * size;
        using Tensor bands = TensorRows.Filled([count, size, size], x.device, numbers =>
        {
            for (int i = 0; i < count; i++)
            {
                BlurMatrix.Fill(numbers.Slice(i * block, block), size, views[rows[i]].BlurSigma, views[rows[i]].BlurTaps);
            }
        });
        using Tensor tall = x.view(count, 3 * size, size), across = bands.transpose(1, 2), smooth = tall.bmm(across), channels = smooth.view(3 * count, size, size);
        using Tensor one = bands.unsqueeze(1), three = one.expand(count, 3, size, size), stacked = three.reshape(3 * count, size, size), done = stacked.bmm(channels);
        return done.view(count, 3, block);
    }

    /// <summary>Inverts values at or above each view's threshold.</summary>
    /// <param name="x">(n, 3, pixels).</param>
    /// <param name="views">All parameters.</param>
    /// <param name="rows">Which of them belong to the rows of <paramref name="x"/>.</param>
    public static Tensor Solarise(Tensor x, ViewParameters[] views, List<int> rows)
    {
        using Tensor threshold = TensorRows.Filled([rows.Count, 1, 1], x.device, numbers =>
        {
            for (int i = 0; i < rows.Count; i++)
            {
                numbers[i] = views[rows[i]].SolariseThreshold;
            }
        });
        // x + (1 - 2x) where bright, with ones and zeros for yes and no: choosing by booleans is several times slower on the CPU.
        using Tensor bright = x.clone().ge_(threshold);
        return x.mul(-2f).add_(1f).mul_(bright).add_(x);
    }
}
