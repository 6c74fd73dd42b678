using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Training;

/// <summary>Resolves a device's name and the number of threads of one tensor operation.</summary>
public static class ComputeDevice
{
    private static readonly Lazy<int> DefaultThreads = new(() => get_num_threads());

    /// <summary>Returns the device of a name.</summary>
    /// <param name="name">"cpu", "cuda" or "cuda:n".</param>
    /// <exception cref="HistoException">HS1706: no such device, or this machine has none. HS0005: torch cannot be loaded.</exception>
    public static Device Resolve(string name)
    {
        HistoRuntime.RequireTorch();
        if (name == "cpu")
        {
            return CPU;
        }

        string[] parts = (name ?? string.Empty).Split(':');
        int index = 0;
        if (parts[0] != "cuda" || parts.Length > 2 || (parts.Length == 2 && !int.TryParse(parts[1], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out index)))
        {
            throw new HistoException(ErrorCodes.UnknownName, "there is no such device", "Training.Device", name, "cpu, cuda or cuda:n");
        }

        if (!cuda.is_available() || index >= cuda.device_count())
        {
            throw new HistoException(
                ErrorCodes.UnknownName, "this machine has no such device", "Training.Device", name, cuda.is_available() ? $"cuda:0 to cuda:{cuda.device_count() - 1}" : "cpu", "Install a CUDA build of libtorch and a driver, or use cpu.");
        }

        return device(DeviceType.CUDA, index);
    }

    /// <summary>Sets the threads of one tensor operation for the whole process.</summary>
    /// <param name="threads">0: the physical cores, as libtorch counts them.</param>
    /// <returns>The number that is in force now.</returns>
    public static int SetThreads(int threads)
    {
        int wanted = threads == 0 ? DefaultThreads.Value : threads;
        _ = DefaultThreads.Value;
        set_num_threads(wanted);
        return wanted;
    }

    /// <summary>Sets for the whole process whether CUDA devices may round the factors of float32 products to TF32 (10 bits of mantissa). Processors are not concerned.</summary>
    /// <param name="allowed">True: faster on NVIDIA devices from Ampere on. False: products in full, in convolutions too, for which libtorch's own default is true.</param>
    public static void AllowTf32(bool allowed) => (backends.cuda.matmul.allow_tf32, backends.cudnn.allow_tf32) = (allowed, allowed);
}
