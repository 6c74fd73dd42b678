using System.Text.Json;
using System.Text.Json.Serialization;
using Histo.Ssl.Storage;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Encoders;

/// <summary>An encoder in one file: weights under PyTorch's names, what they must be fed, and a hash of the weights.</summary>
/// <remarks>A safetensors file that any reader of the format opens. Its metadata has "format", "encoder" (<see cref="EncoderSpec"/> as JSON) and "weights_sha256".</remarks>
public static class EncoderFile
{
    private const string Format = "histo-ssl-encoder-1";
    private const string FormatKey = "format", SpecKey = "encoder", HashKey = "weights_sha256";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Writes an encoder; an existing file is replaced.</summary>
    /// <param name="encoder">The encoder, on any device; its weights keep their element type.</param>
    /// <param name="path">The file.</param>
    /// <returns>What was written about it.</returns>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static EncoderDescription Save(Encoder encoder, string path)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        var description = new EncoderDescription(encoder.Spec, WeightHash.Compute(encoder));
        WeightFile.Save(encoder, path, new Dictionary<string, string>
        {
            [FormatKey] = Format,
            [SpecKey] = JsonSerializer.Serialize(encoder.Spec, Json),
            [HashKey] = description.WeightsHash,
        });
        return description;
    }

    /// <summary>Reads an encoder.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The encoder on the CPU, in evaluation mode, with the file's element type; the caller disposes it.</returns>
    /// <exception cref="HistoException">
    /// HS0003: the file is missing or damaged. HS1501: its architecture is unknown. HS1502: its weights do not fit it. HS1504: it is not an encoder file. HS1505: its weights are not those that were saved.
    /// </exception>
    public static Encoder Load(string path)
    {
        EncoderDescription description;
        ScalarType type;
        using (var file = new SafetensorsReader(path))
        {
            description = Describe(file);
            type = file.Entries.Values.Where(entry => entry.Shape.Count > 1).Select(entry => TensorBytes.TypeOf(path, entry.Name, entry.Type)).FirstOrDefault(ScalarType.Float32);
        }

        Encoder encoder = EncoderFactory.Create(description.Spec, seed: 0);
        try
        {
            encoder.to(type);
            WeightFile.Load(encoder, path);
            string hash = WeightHash.Compute(encoder);
            if (hash != description.WeightsHash)
            {
                throw new HistoException(
                    ErrorCodes.EncoderHashMismatch, "the weights are not those that were saved", path, hash, description.WeightsHash, "Copy the file again from its source.");
            }

            encoder.eval();
            return encoder;
        }
        catch
        {
            encoder.Dispose();
            throw;
        }
    }

    /// <summary>Reads what a file says about its encoder, without the weights.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="HistoException">HS0003: the file is missing or damaged. HS1504: it is not an encoder file.</exception>
    public static EncoderDescription Describe(string path)
    {
        using var file = new SafetensorsReader(path);
        return Describe(file);
    }

    internal static bool IsEncoderFile(IReadOnlyDictionary<string, string> metadata) => metadata.GetValueOrDefault(FormatKey) == Format;

    private static EncoderDescription Describe(SafetensorsReader file)
    {
        if (!file.Metadata.TryGetValue(FormatKey, out string? format) || format != Format ||
            !file.Metadata.TryGetValue(SpecKey, out string? spec) || !file.Metadata.TryGetValue(HashKey, out string? hash))
        {
            throw Bad(file, format ?? "no format", Format);
        }

        try
        {
            return new EncoderDescription(JsonSerializer.Deserialize<EncoderSpec>(spec, Json) ?? throw new JsonException("null"), hash);
        }
        catch (JsonException error)
        {
            throw Bad(file, spec, "an encoder as JSON", error);
        }
    }

    private static HistoException Bad(SafetensorsReader file, string seen, string wanted, Exception? inner = null) => new(
        ErrorCodes.BadEncoderFile, "the file is not an encoder file of this version", file.FilePath, seen, wanted,
        "Weights without a description are loaded with WeightFile.Load into an encoder from EncoderFactory.", inner);
}
