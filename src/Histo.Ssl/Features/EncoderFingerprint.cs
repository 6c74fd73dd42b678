using System.Security.Cryptography;
using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Features;

/// <summary>Identifies the weights of an encoder.</summary>
public static class EncoderFingerprint
{
    /// <summary>Returns the SHA-256 over names, types, shapes and bytes of all parameters and buffers, sorted by name.</summary>
    /// <param name="encoder">The encoder; left as it is.</param>
    /// <returns>64 hexadecimal digits, lower case.</returns>
    public static string Of(Encoders.Encoder encoder)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using DisposeScope scope = NewDisposeScope();
        foreach ((string name, Tensor tensor) in encoder.state_dict().OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}:{tensor.dtype}:[{string.Join(',', tensor.shape)}]\n"));
            hash.AppendData(tensor.detach().cpu().contiguous().bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
