using Histo.Ssl.Views;
using Histo.TestKit;
using TorchSharp;

namespace Histo.Ssl.Tests.Views;

public sealed class TensorViewExecutorTests() : ViewExecutorContract(new TensorViewExecutor())
{
    [Fact]
    public void Dispose_LeavesNoTensorBehind() => LiveTensors.ShouldStayConstant(() => new TensorViewExecutor().Dispose());

    [Fact]
    public void Constructor_InsideACallersScope_OutlivesIt()
    {
        TensorViewExecutor executor;
        using (torch.NewDisposeScope())
        {
            executor = new TensorViewExecutor();
        }

        using (executor)
        {
            using PixelBatch batch = ViewBatches.Create(1, 8);
            using torch.Tensor view = executor.Apply(batch, 0, [ViewParameters.WholeTile(8) with { ColorJitter = true, Hue = 0.1f }], ViewOutput.ImageNet(8));
            view.size(2).Should().Be(8);
        }
    }
}
