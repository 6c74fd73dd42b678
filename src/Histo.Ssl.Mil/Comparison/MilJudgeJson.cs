using System.Text.Json.Serialization;

namespace Histo.Ssl.Mil.Comparison;

/// <summary>JSON of the judge's options, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, PropertyNameCaseInsensitive = true, UseStringEnumConverter = true, RespectNullableAnnotations = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(MilJudgeOptions))]
internal sealed partial class MilJudgeJson : JsonSerializerContext;
