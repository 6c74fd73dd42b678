using Histo.Ssl.Objectives;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Training;

/// <summary>An objective that a function gives; its one head is a number, 1 at first.</summary>
internal sealed class FakeObjective(Func<ObjectiveInput, Tensor, ObjectiveResult> compute) : IJointEmbeddingObjective
{
    private readonly FakeHeads _heads = new();

    public string Name => "fake";

    public nn.Module Heads => _heads;

    public int ProjectionSize => 1;

    public ObjectiveResult Compute(ObjectiveInput input) => compute(input, _heads.scale);

    public void Dispose() => _heads.Dispose();

    private sealed class FakeHeads : nn.Module
    {
        public readonly Parameter scale = nn.Parameter(ones(1).DetachFromDisposeScope());

        public FakeHeads()
            : base(nameof(FakeHeads))
        {
            scale.DetachFromDisposeScope();
            RegisterComponents();
        }
    }
}
