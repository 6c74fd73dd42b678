using Histo.Ssl.Objectives;
using Histo.TestKit.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives;

/// <summary>Scores, codes, loss, gradient and queue of the official SwAV code.</summary>
public sealed class SwAvGoldenCheck : IGoldenCheck
{
    public string Stem => "swav";

    public void Check(GoldenCase golden)
    {
        bool queued = golden.Has("queue_before");
        string[] more = queued ? ["queue_before", "queue_after"] : [];
        golden.Keys.Should().BeEquivalentTo(["embedding", "prototypes", "scores", "codes", "loss", "grad_scores", .. more]);
        using DisposeScope scope = NewDisposeScope();
        using SwAvPrototypes prototypes = Prototypes(golden);
        long rows = golden.Integer("B"), columns = golden.Integer("K");
        Tensor embedding = golden.Tensor("embedding");
        golden.ShouldMatch("scores", prototypes.call(embedding));

        Tensor scores = golden.Tensor("scores").requires_grad_();
        var loss = new SwAvLoss
        {
            Temperature = golden.Number("temperature"),
            Epsilon = golden.Number("epsilon"),
            Balance = new Sinkhorn { Iterations = golden.Integer("sinkhorn_iterations") },
        };
        Tensor codes = loss.Codes(scores.narrow(0, 0, 2 * rows), queued ? Queue(golden, prototypes, embedding.narrow(0, 0, 2 * rows)) : null);
        codes.requires_grad.Should().BeFalse();
        golden.ShouldMatch("codes", codes.reshape(2, rows, columns));
        LossResult result = loss.Compute(scores, codes);
        golden.ShouldMatch("loss", result.Loss);
        result.Loss.backward();
        golden.ShouldMatch("grad_scores", scores.grad!);
    }

    private static SwAvPrototypes Prototypes(GoldenCase golden)
    {
        var prototypes = new SwAvPrototypes(golden.Integer("K"), golden.Integer("D"), 1);
        prototypes.to(ScalarType.Float64);
        using (no_grad())
        {
            // Their rows have length 1 already: normalising three times as long ones must give them back.
            prototypes.state_dict()["weight"].copy_(golden.Tensor("prototypes") * 3);
        }

        prototypes.Normalise();
        golden.ShouldMatch("prototypes", prototypes.state_dict()["weight"]);
        return prototypes;
    }

    private static Tensor Queue(GoldenCase golden, SwAvPrototypes prototypes, Tensor embedding)
    {
        using var queue = new SwAvQueue(golden.Integer("queue_length"), golden.Integer("D"));
        queue.to(ScalarType.Float64);
        using IDisposable guard = no_grad();
        queue.state_dict()["features"].copy_(golden.Tensor("queue_before"));
        queue.Scores(prototypes).Should().BeNull("a queue that is not full is not used");
        queue.state_dict()["rows"].fill_(golden.Integer("queue_length"));
        Tensor scores = queue.Scores(prototypes)!;
        queue.Push(embedding);
        golden.ShouldMatch("queue_after", queue.state_dict()["features"]);
        return scores;
    }
}
