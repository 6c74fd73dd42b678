using Histo.Ssl.Encoders;
using Histo.Ssl.Mil.WeakSupCon;
using Histo.Ssl.Objectives;
using Histo.Ssl.Tiling;
using Histo.TestKit.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Tests.WeakSupCon;

/// <summary>The published loss and its gradient, through the objective's own splitting of a batch into halves.</summary>
public sealed class WeakSupConGolden : IGoldenCheck
{
    private static readonly GoldenSuite Suite = new("ssl", typeof(WeakSupConGolden).Assembly);

    public string Stem => "weaksupcon";

    public static TheoryData<string> Cases()
    {
        var data = new TheoryData<string>();
        foreach ((_, string name) in Suite.Cases().Where(each => each.Stem == "weaksupcon"))
        {
            data.Add(name);
        }

        return data;
    }

    [GoldenTheory]
    [MemberData(nameof(Cases))]
    public void Case_ThroughTheObjective_MatchesTheReference(string name) => Suite.Run("weaksupcon", name);

    public void Check(GoldenCase golden)
    {
        using DisposeScope scope = NewDisposeScope();
        int b0 = golden.Integer("b0"), b1 = golden.Integer("b1"), pairs = b0 + b1;
        TileSet tiles = BagCohort.Tiles("normal", "tumor");
        using Encoder encoder = EncoderFactory.Create(new EncoderSpec { Architecture = "resnet18", Width = 4, Stem = EncoderStem.Small, InputSize = 16 }, 1);
        var options = new WeakSupConOptions { Projector = "8-4", Temperature = golden.Number("temperature"), BaseTemperature = golden.Number("base_temperature"), Lambda = golden.Number("lambda_") };
        using var objective = new WeakSupConObjective(new ObjectiveSetup { Encoder = encoder, Tiles = tiles }, options);

        // Rows: negative bags view 1, positive bags view 1, negative bags view 2, positive bags view 2.
        Tensor z = golden.Tensor("z").requires_grad_();
        LossResult result = objective.LossOf(z.narrow(0, 0, pairs), z.narrow(0, pairs, pairs), BagCohort.Context(tiles, 0, [.. Enumerable.Range(0, pairs).Select(i => i < b0 ? 0 : 1)]));
        golden.ShouldMatch("loss", result.Loss);
        golden.ShouldMatch("loss_similarity", result.Terms[WeakSupConLoss.Similarity]);
        golden.ShouldMatch("loss_simclr", result.Terms[WeakSupConLoss.SimClr]);
        result.Loss.backward();
        golden.ShouldMatch("grad_z", z.grad!);
    }
}
