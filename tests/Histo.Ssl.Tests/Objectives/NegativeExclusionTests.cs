using Histo.Ssl.Collectives;
using Histo.Ssl.Objectives;
using Histo.Ssl.Pairs;
using Histo.TestKit;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives;

public sealed class NegativeExclusionTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Close_NaiveLoops_GiveTheSame(int radius)
    {
        BatchContext context = ObjectiveCases.Context(ViewLayout.Pair, 5, radius);
        Tensor rows = Embeddings.ViewMajor(NegativeExclusion.Addresses(context, 2, CPU));
        Tensor close = NegativeExclusion.Close(rows, rows, radius);
        for (int a = 0; a < context.Rows.Length; a++)
        {
            for (int b = 0; b < context.Rows.Length; b++)
            {
                close[a, b].item<bool>().Should().Be(context.Distance(a, b) <= radius, $"rows {a} and {b}");
            }
        }
    }

    [Fact]
    public void OfViews_TwoRanks_CompareEachRanksRowsWithAll()
    {
        (BatchContext Context, Tensor? Mask) Of(ICollective ranks)
        {
            BatchContext context = ObjectiveCases.Context(ViewLayout.Pair, (ulong)ranks.Rank + 1, 2);
            return (context, NegativeExclusion.OfViews(context, CPU, ranks)!.DetachFromDisposeScope());
        }

        var (first, second) = TwoRanks.Run(Of);
        BatchContext[] contexts = [first.Context, second.Context];
        const int rows = ObjectiveCases.Pairs, all = 2 * rows;
        foreach ((BatchContext context, Tensor? mask) in new[] { first, second })
        {
            mask!.shape.Should().Equal(2 * rows, 2 * all);
            for (int a = 0; a < 2 * rows; a++)
            {
                for (int column = 0; column < 2 * all; column++)
                {
                    BatchRow other = contexts[column % all / rows].View(column / all)[column % rows];
                    mask[a, column].item<bool>().Should().Be(context.Rows[a].Address.DistanceTo(other.Address) <= 2, $"row {a}, column {column}");
                }
            }

            mask.Dispose();
        }
    }

    [Fact]
    public void OfViews_NoRadius_IsNoMask() => NegativeExclusion.OfViews(ObjectiveCases.Context(ViewLayout.Pair, 5, 0), CPU, SingleProcess.Instance).Should().BeNull();

    [Fact]
    public void OfViews_LeavesNoTensorBehind()
    {
        BatchContext context = ObjectiveCases.Context(ViewLayout.Pair, 5, 2);
        LiveTensors.ShouldStayConstant(() => NegativeExclusion.OfViews(context, CPU, SingleProcess.Instance)!.Dispose());
    }

    public void Dispose() => _scope.Dispose();
}
