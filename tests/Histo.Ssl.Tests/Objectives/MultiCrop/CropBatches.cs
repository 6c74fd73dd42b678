using Histo.Ssl.Encoders;
using Histo.Ssl.Objectives;
using Histo.Ssl.Pairs;
using Histo.Ssl.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives;

/// <summary>Small multi-crop batches: global views of 16 px, local ones of 8 px.</summary>
internal static class CropBatches
{
    public static Encoder SmallResNet() => EncoderFactory.Create(new EncoderSpec { Architecture = "resnet18", Width = 4, Stem = EncoderStem.Small, InputSize = 16 }, 1);

    public static ObjectiveSetup Setup(Encoder encoder, ulong seed = 9) => new()
    {
        Encoder = encoder,
        Seed = seed,
        Twin = each => each is FakeTokenEncoder ? new FakeTokenEncoder() : EncoderFactory.CreateTwin(each),
    };

    public static ObjectiveInput Input(IJointEmbeddingObjective objective, Encoder encoder, long step = 0, long steps = 100, int pairs = 4, long seed = 3)
    {
        using var generator = new Generator((ulong)seed);
        int views = objective.Layout.Views;
        Tensor[] images = [.. Enumerable.Range(0, views).Select(view => randn([pairs, 3, view < 2 ? 16 : 8, view < 2 ? 16 : 8], generator: generator))];
        return new ObjectiveInput(encoder, images, new BatchContext(step, 0, pairs, new BatchRow[views * pairs])) { Moment = new TrainingMoment(step, steps, 0) };
    }

    /// <summary>Copies of a state, so that later changes show.</summary>
    public static Dictionary<string, Tensor> Copy(nn.Module module)
    {
        using IDisposable guard = no_grad();
        return module.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.detach().clone());
    }

    /// <summary>Loads a state in place, as the run state does.</summary>
    public static void Load(nn.Module module, Dictionary<string, Tensor> state)
    {
        using IDisposable guard = no_grad();
        Dictionary<string, Tensor> targets = module.state_dict();
        targets.Keys.Should().BeEquivalentTo(state.Keys);
        foreach ((string name, Tensor target) in targets)
        {
            target.copy_(state[name]);
        }
    }
}
