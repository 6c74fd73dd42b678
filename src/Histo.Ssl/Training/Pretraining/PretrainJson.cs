using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Histo.Ssl.Training;

/// <summary>Options as JSON: camelCase, enumerations by name, unknown members refused.</summary>
public static class PretrainJson
{
    /// <summary>Reads options; members that are missing keep their defaults.</summary>
    /// <param name="json">JSON text.</param>
    /// <param name="where">File name for the error message.</param>
    /// <exception cref="HistoException">HS0001: not JSON, an unknown member, or a value of another type; the message names the member.</exception>
    public static PretrainOptions ReadOptions(string json, string where)
    {
        try
        {
            return JsonSerializer.Deserialize(json, PretrainJsonContext.Default.PretrainOptions) ?? throw new JsonException("the text is null");
        }
        catch (JsonException error)
        {
            throw new HistoException(ErrorCodes.InvalidOption, $"the options cannot be read: {error.Message}", where, error.Path, "the members that 'histo pretrain --print-config' shows", inner: error);
        }
    }

    /// <summary>Writes options with all their members.</summary>
    /// <param name="options">The options.</param>
    public static string WriteOptions(PretrainOptions options) => JsonSerializer.Serialize(options, PretrainJsonContext.Default.PretrainOptions);

    /// <summary>Hashes the options that change a result: all but reading threads, read-ahead, open slides, cache, checkpoint and meter intervals.</summary>
    /// <param name="options">The options.</param>
    /// <returns>SHA-256 as lower-case hexadecimal text.</returns>
    public static string Hash(PretrainOptions options)
    {
        JsonObject tree = JsonSerializer.SerializeToNode(options, PretrainJsonContext.Default.PretrainOptions)!.AsObject();
        JsonObject training = tree["training"]!.AsObject();
        foreach (string name in new[] { "readerThreads", "prefetchedBatches", "prefetchMegabytes", "openSlides", "tileCacheMegabytes", "checkpointEvery", "metersEvery", "computeThreads", "collapse" })
        {
            training.Remove(name);
        }

        tree["tiling"]!.AsObject().Remove("threads");
        return Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(tree.ToJsonString())));
    }
}
