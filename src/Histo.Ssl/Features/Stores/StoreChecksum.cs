using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Histo.Ssl.Features;

/// <summary>SHA-256 of what a store of this library says and holds.</summary>
internal static class StoreChecksum
{
    /// <summary>Computes it from the parts of a store.</summary>
    /// <param name="description">What it records.</param>
    /// <param name="features">Feature bytes in their stored type, in order.</param>
    /// <param name="positions">Coordinates, x and y in turn.</param>
    public static string Compute(FeatureStoreDescription description, IEnumerable<byte[]> features, ReadOnlySpan<long> positions)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"{description.SlideId}|{description.Width}|{description.Type}|{description.Encoder}|{description.EncoderHash}|{description.InputSize}|{string.Join(',', description.Normalisation.Select(value => value.ToString("R", CultureInfo.InvariantCulture)))}|{description.Mpp:R}|{description.TileSize}|{description.Stride}|{description.TileExtent:R}|{description.Step:R}|{description.Level0Mpp:R}")));
        foreach (byte[] part in features)
        {
            hash.AppendData(part);
        }

        hash.AppendData(MemoryMarshal.AsBytes(positions));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
