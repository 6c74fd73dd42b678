using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Views;

/// <summary>Chooses the executor of a device.</summary>
public static class ViewExecutors
{
    /// <summary>Creates the faster executor of a device: <see cref="FusedViewExecutor"/> on the CPU, <see cref="TensorViewExecutor"/> elsewhere.</summary>
    /// <param name="device">Where the views are wanted; null for the CPU.</param>
    /// <returns>An executor that the caller disposes.</returns>
    public static IViewExecutor For(Device? device = null) => device is null || device.type == DeviceType.CPU ? new FusedViewExecutor() : new TensorViewExecutor(device);
}
