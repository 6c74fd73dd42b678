using System.Text.Json;
using System.Text.Json.Serialization;

namespace Histo.Ssl.Views;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ViewParameters))]
[JsonSerializable(typeof(ViewSetOptions))]
internal sealed partial class ViewJsonContext : JsonSerializerContext;
