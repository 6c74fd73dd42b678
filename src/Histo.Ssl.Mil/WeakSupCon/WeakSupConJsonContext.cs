using System.Text.Json.Serialization;

namespace Histo.Ssl.Mil.WeakSupCon;

/// <summary>JSON of the settings, as that of all options: camelCase, unknown members refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    PropertyNameCaseInsensitive = true,
    RespectNullableAnnotations = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(WeakSupConOptions))]
internal sealed partial class WeakSupConJsonContext : JsonSerializerContext;
