using System.Text.Json;
using System.Text.Json.Serialization;
using Histo.Ssl.Evaluation;
using Histo.Ssl.Tiling;
using Histo.Ssl.Tissue;

namespace Histo.Ssl.Comparison;

/// <summary>JSON of plans, scores and results, without reflection.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    PropertyNameCaseInsensitive = true,
    UseStringEnumConverter = true,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    RespectNullableAnnotations = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ComparisonPlan))]
[JsonSerializable(typeof(JudgedTask))]
[JsonSerializable(typeof(ComparisonResult))]
[JsonSerializable(typeof(ProbeOptions))]
[JsonSerializable(typeof(LinearProbeOptions))]
[JsonSerializable(typeof(FineTuningOptions))]
[JsonSerializable(typeof(TilingOptions))]
[JsonSerializable(typeof(TissueOptions))]
internal sealed partial class ComparisonJson : JsonSerializerContext;
