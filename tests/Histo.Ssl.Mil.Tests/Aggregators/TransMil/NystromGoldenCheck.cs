using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Tests.Golden;
using Histo.TestKit.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Tests.Aggregators;

public sealed class NystromGoldenCheck : IGoldenCheck
{
    public string Stem => "nystrom_attention";

    public void Check(GoldenCase golden)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = golden.Input();
        int steps = golden.Integer("pinv_iterations");
        if (golden.Has("out/pinv"))
        {
            Tensor inverse = PseudoInverse.Iterate(x, steps);
            golden.ShouldMatch("out/pinv", inverse);
            if (golden.Has("in/upstream"))
            {
                (inverse * golden.Tensor("in/upstream")).sum().backward();
                golden.ShouldMatch("grad/x", x.grad!);
            }

            return;
        }

        long[] sizes = golden.Longs("in/heads_dimhead_landmarks");
        bool convolution = golden.Has("param/res_conv.weight");
        using var attention = new NystromAttention(sizes[0] * sizes[1], sizes[0], sizes[2], steps, convolution ? golden.Integer("conv_kernel") : null, dropout: 0.1);
        golden.Load(attention);
        Tensor y = attention.call(x);
        golden.ShouldMatch("out/y", y);
        (y * golden.Tensor("in/upstream")).sum().backward();
        golden.ShouldMatchGradients(attention, x);
    }
}
