using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Histo.Ssl.Storage;
using static TorchSharp.torch;

namespace Histo.Ssl.Encoders;

/// <summary>Names a set of weights: equal hashes mean equal weights.</summary>
public static class WeightHash
{
    /// <summary>Computes the SHA-256 over names, types, shapes and bytes of a module's parameters and buffers, in the order of their names.</summary>
    /// <param name="module">The module, on any device.</param>
    /// <returns>64 lower-case hexadecimal digits. Batch counters are left out, as they do not influence the output.</returns>
    public static string Compute(nn.Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[8];
        foreach ((string name, Tensor tensor) in module.state_dict().OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (TensorMatchRules.IsBatchCounter(name))
            {
                continue;
            }

            AppendText(hash, name);
            AppendText(hash, TensorBytes.TypeOf(name, tensor).ToString());
            foreach (long size in tensor.shape)
            {
                BinaryPrimitives.WriteInt64LittleEndian(number, size);
                hash.AppendData(number);
            }

            TensorBytes.Visit(tensor, hash.AppendData);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // With its end marked, so that no two sequences of texts run together to the same bytes.
    private static void AppendText(IncrementalHash hash, string text)
    {
        hash.AppendData(Encoding.UTF8.GetBytes(text));
        hash.AppendData([0]);
    }
}
