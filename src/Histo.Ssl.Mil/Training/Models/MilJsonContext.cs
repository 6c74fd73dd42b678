using System.Text.Json.Serialization;

namespace Histo.Ssl.Mil.Training;

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(MilModelRecord))]
[JsonSerializable(typeof(FoldRecord))]
internal sealed partial class MilJsonContext : JsonSerializerContext;
