using Histo.Ssl.Encoders;
using Histo.Ssl.Objectives;
using Histo.Ssl.Training;
using Histo.Ssl.Views;
using Histo.TestKit;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Training;

/// <summary>Every objective with every sampler and both kinds of encoder.</summary>
public sealed class InterplayTests
{
    // Neighbours in feature space come in early, drawn from a bank of random rows: the better the bank becomes, the easier is the task.
    private const int Steps = 80, Few = 8, Refresh = 4;

    // Steps until queues are filled and centres have found their place: before, the loss says nothing about learning.
    private static readonly Dictionary<string, int> Settling = new() { ["moco-v2"] = 5, ["dino"] = 30, ["dinov2"] = 30, ["sgcl"] = 20 };

    public static TheoryData<string, string, string> Combinations()
    {
        var data = new TheoryData<string, string, string>();
        foreach (string objective in ObjectiveFactory.Names)
        {
            foreach (string sampler in PairSamplerFactory.Names)
            {
                foreach (string encoder in new[] { "resnet18", "vit-tiny" })
                {
                    data.Add(objective, sampler, encoder);
                }
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public void Train_LossIsFiniteAndFalls(string objective, string sampler, string encoder)
    {
        using PretrainSession session = ToyCohort.Session(Options(objective, sampler, encoder, Steps));
        var steps = new List<StepMeters>();
        session.Run(progress: new OnStep(steps.Add));
        steps.Should().HaveCount(Steps).And.OnlyContain(each => double.IsFinite(each.Loss));

        // The self terms of SGCL and SSLP grow while their banks of random rows fill up with embeddings, and so do their losses: the terms of the neighbours are what must fall.
        double[] losses = [.. steps.Select(each => objective switch { "sgcl" => each.Terms["merged"], "sslp" => each.Terms["intra"] + each.Terms["inter"], _ => each.Loss })];
        int settled = Math.Max(Settling.GetValueOrDefault(objective), PairSamplerFactory.NeedsFeatureNeighbours(sampler) ? Refresh : 0);

        // A queue against neighbours from a bank of random rows: so few steps do not lead away from chance, ln(negatives + 1), and above it something would be wrong.
        bool atChance = objective == "moco-v2" && sampler == "inter";
        double first = losses.Skip(settled).Take(10).Average();

        // A tile against any other tile teaches SimCLR nothing: its loss must not rise by more than batches of eight pairs differ by (a step's deviation is 0.4, that of the difference of the means 0.15).
        bool nothingToLearn = objective == "simclr" && sampler == "random-tile";
        double bound = atChance ? Math.Log(session.Options.Objective.MoCoV2.QueueSize + 1) + 0.05 : nothingToLearn ? first + 0.3 : first;
        losses.TakeLast(15).Average().Should().BeLessThan(bound, "the losses were {0}", string.Join(' ', losses.Select(loss => loss.ToString("0.000", System.Globalization.CultureInfo.InvariantCulture))));
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public void Train_ResumeIsExact_NothingLeaks(string objective, string sampler, string encoder)
    {
        using var whole = new TempFolder();
        using var parts = new TempFolder();
        PretrainOptions options = Options(objective, sampler, encoder, Few);
        Train(options, whole.FullPath, Few);
        long before = LiveTensors.Count;
        Train(options, parts.FullPath, 5);
        Train(options, parts.FullPath, Few);
        LiveTensors.Count.Should().Be(before);
        File.ReadAllBytes(State(parts.FullPath)).Should().Equal(File.ReadAllBytes(State(whole.FullPath)), "a run that was resumed equals one that was not interrupted");
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public void Backward_ReachesEveryTrainableParameter_AndNoOther(string objective, string sampler, string encoder)
    {
        using PretrainSession session = ToyCohort.Session(Options(objective, sampler, encoder, Few));
        using var scope = NewDisposeScope();
        using var reader = new TileBatchReader(session.Source, session.Planner, new TileBatchReaderOptions { ReaderThreads = 1 });
        using PixelBatch batch = reader.Next();
        ObjectiveResult result = session.Objective.Compute(new ObjectiveInput(session.Encoder, session.Views.Make(batch, 5), batch.Context) { Moment = new(0, Few, 0) });
        result.Loss.backward();
        (string Name, Parameter Parameter)[] all = [.. session.Encoder.named_parameters(), .. session.Objective.Heads.named_parameters()];
        string[] silent = [.. all.Where(each => each.Parameter.requires_grad && each.Parameter.grad is null).Select(each => each.Name)];

        // Only masked-image objectives show the mask token.
        silent.Should().BeEquivalentTo(encoder == "vit-tiny" && objective != "dinov2" ? ["mask_token"] : Array.Empty<string>());
        all.Where(each => each.Parameter.grad is { } gradient && !gradient.isfinite().all().item<bool>()).Should().BeEmpty();
        all.Where(each => !each.Parameter.requires_grad && each.Parameter.grad is not null).Should().BeEmpty();
        all.Where(each => each.Name.StartsWith("teacher", StringComparison.Ordinal) && each.Parameter.requires_grad).Should().BeEmpty();
    }

    [Theory]
    [InlineData("resnet18")]
    [InlineData("convnext-tiny")]
    public void Validate_MaskedImagesWithoutPatchTokens_AreRefusedWithTheReason(string encoder)
    {
        var options = new PretrainOptions { Objective = { Name = "dinov2" }, Encoder = { Architecture = encoder } };
        options.Invoking(each => each.Validate()).Should().Throw<HistoException>().Which.Should().Match<HistoException>(error =>
            error.Code == ErrorCodes.TokensNeeded && error.Message.Contains(encoder) && error.Message.Contains("vit-") && error.Message.Contains("IbotWeight"));
        options.Objective.DinoV2.IbotWeight = 0;
        options.Validate();
    }

    private static PretrainOptions Options(string objective, string sampler, string encoder, int steps)
    {
        PretrainOptions options = ToyCohort.Options(objective, sampler, encoder);
        options.Training.Steps = steps;
        options.Pairs.Sslp.RampShare = 0;
        options.Pairs.Inter.RefreshEvery = Refresh;
        options.Objective.DinoV2.IbotWeight = encoder == "vit-tiny" ? 1 : 0;
        return options;
    }

    private static void Train(PretrainOptions options, string folder, long until)
    {
        using PretrainSession session = ToyCohort.Session(options);
        using var run = new RunDirectory(folder);
        using var stop = new CancellationTokenSource();
        var progress = new OnStep(meters =>
        {
            if (meters.Step + 1 == until && until < options.Training.Steps)
            {
                stop.Cancel();
            }
        });
        try
        {
            session.Run(run, progress, stop.Token);
        }
        catch (OperationCanceledException) when (until < options.Training.Steps)
        {
        }
    }

    private static string State(string folder) => Directory.GetFiles(Path.Combine(folder, "checkpoint"), "*.safetensors").Single();
}
