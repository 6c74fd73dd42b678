using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Tests.Golden;
using Histo.TestKit.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Tests.Aggregators;

public sealed class PyramidPositionsGoldenCheck : IGoldenCheck
{
    public string Stem => "transmil_ppeg";

    public void Check(GoldenCase golden)
    {
        using DisposeScope scope = NewDisposeScope();
        using var positions = new PyramidPositions(golden.Shape("in/x")[1]);
        golden.Load(positions);
        Tensor x = golden.Input(), y = positions.call(x);
        golden.ShouldMatch("out/y", y);
        (y * golden.Tensor("in/upstream")).sum().backward();
        golden.ShouldMatchGradients(positions, x);
    }
}
