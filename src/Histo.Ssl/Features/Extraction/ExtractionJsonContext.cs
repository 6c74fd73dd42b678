using System.Text.Json.Serialization;

namespace Histo.Ssl.Features;

/// <summary>JSON of extraction records: camelCase, enumerations by name, unknown members refused.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    PropertyNameCaseInsensitive = true,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ExtractionRecord))]
internal sealed partial class ExtractionJsonContext : JsonSerializerContext;
