using System.Text.Json.Serialization;

namespace Histo.Ssl.Training;

/// <summary>JSON of options and run records: camelCase, enumerations by name, unknown members refused.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    PropertyNameCaseInsensitive = true,
    UseStringEnumConverter = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    RespectNullableAnnotations = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(PretrainOptions))]
[JsonSerializable(typeof(RunRecord))]
internal sealed partial class PretrainJsonContext : JsonSerializerContext;
