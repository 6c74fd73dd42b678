using System.Text.Json.Serialization;

namespace Histo.Ssl.Training;

/// <summary>JSON of the run's files, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(StepMeters))]
[JsonSerializable(typeof(CheckpointPointer))]
internal sealed partial class TrainingJson : JsonSerializerContext;
