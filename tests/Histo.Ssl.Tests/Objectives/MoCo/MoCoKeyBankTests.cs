using Histo.Ssl.Encoders;
using Histo.Ssl.Objectives;
using Histo.TestKit;
using TorchSharp;
using static Histo.Ssl.Tests.Objectives.LossChecks;
using static TorchSharp.torch;

namespace Histo.Ssl.Tests.Objectives;

public sealed class MoCoKeyBankTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    [Fact]
    public void Create_FirstKeys_AreUnitDirectionsOfTheSeedOnlyWithoutAPlace()
    {
        using var queue = new MoCoKeyBank(50, 6, 3);
        using var same = new MoCoKeyBank(50, 6, 3);
        using var other = new MoCoKeyBank(50, 6, 4);
        ShouldBeClose(queue.Keys.square().sum(dim: 0), ones(50), 1e-6);
        WeightHash.Compute(same).Should().Be(WeightHash.Compute(queue));
        WeightHash.Compute(other).Should().NotBe(WeightHash.Compute(queue));
        queue.Keys.mean().abs().item<float>().Should().BeLessThan(0.1f);
        queue.Next.item<long>().Should().Be(0);
        queue.Addresses().select(1, 0).eq(-1).all().item<bool>().Should().BeTrue();
        queue.state_dict().Keys.Should().BeEquivalentTo("queue", "queue_ptr", "queue_slide", "queue_column", "queue_row");
    }

    [Theory]
    [InlineData(7, 3)]
    [InlineData(6, 3)]
    [InlineData(5, 5)]
    [InlineData(4, 1)]
    public void Push_AnyBatch_ReplacesTheOldestAndWraps(int size, int batch)
    {
        using var queue = new MoCoKeyBank(size, 4, 1);
        float[][] expected = [.. queue.Keys.t().contiguous().data<float>().ToArray().Chunk(4)];
        var places = Enumerable.Repeat((-1L, 0L, 0L), size).ToArray();
        for (int step = 0, next = 0; step < 6; step++)
        {
            Tensor keys = Gaussian((ulong)step, batch, 4).to(ScalarType.Float32);
            long[] addresses = [.. Enumerable.Range(0, batch * 3).Select(i => (step * 100L) + i)];
            queue.Push(keys, tensor(addresses).reshape(batch, 3));
            float[][] rows = [.. keys.data<float>().ToArray().Chunk(4)];
            for (int i = 0; i < batch; i++, next = (next + 1) % size)
            {
                expected[next] = rows[i];
                places[next] = (addresses[3 * i], addresses[(3 * i) + 1], addresses[(3 * i) + 2]);
            }

            queue.Keys.t().contiguous().data<float>().ToArray().Should().Equal(expected.SelectMany(row => row));
            queue.Addresses().data<long>().ToArray().Should().Equal(places.SelectMany(place => new[] { place.Item1, place.Item2, place.Item3 }));
            queue.Next.item<long>().Should().Be(next);
        }
    }

    [Fact]
    public void Push_KeysWithGradient_LeaveTheQueueWithout()
    {
        using var queue = new MoCoKeyBank(5, 4, 1);
        queue.Push(Gaussian(1, 2, 4).to(ScalarType.Float32).requires_grad_(), zeros([2, 3], ScalarType.Int64));
        queue.Keys.requires_grad.Should().BeFalse();
    }

    [Fact]
    public void Push_MoreKeysThanPlaces_Throws()
    {
        using var queue = new MoCoKeyBank(5, 4, 1);
        FluentActions.Invoking(() => queue.Push(zeros(6, 4), zeros([6, 3], ScalarType.Int64))).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.QueueTooSmall);
        FluentActions.Invoking(() => queue.Push(zeros(2, 3), zeros([2, 3], ScalarType.Int64))).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);
        FluentActions.Invoking(() => queue.Push(zeros(2, 4), zeros([1, 3], ScalarType.Int64))).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.WrongShape);
        FluentActions.Invoking(() => new MoCoKeyBank(0, 4, 1)).Should().Throw<HistoException>().Which.Code.Should().Be(ErrorCodes.InvalidOption);
    }

    [Fact]
    public void To_OtherElementType_KeepsPlacesAndPointerWhole()
    {
        using var queue = new MoCoKeyBank(5, 4, 1);
        queue.to(ScalarType.BFloat16);
        queue.Push(zeros(3, 4), full([3, 3], 123457, ScalarType.Int64));
        queue.Keys.dtype.Should().Be(ScalarType.BFloat16);
        queue.Next.item<long>().Should().Be(3);
        queue.Addresses()[2, 1].item<long>().Should().Be(123457);
    }

    [Fact]
    public void CreateAndPush_LeaveNoTensorBehind()
    {
        using Tensor keys = zeros(3, 4), addresses = zeros([3, 3], ScalarType.Int64);
        LiveTensors.ShouldStayConstant(() =>
        {
            using var queue = new MoCoKeyBank(5, 4, 1);
            queue.Push(keys, addresses);
            queue.Addresses().Dispose();
        });
    }

    public void Dispose() => _scope.Dispose();
}
