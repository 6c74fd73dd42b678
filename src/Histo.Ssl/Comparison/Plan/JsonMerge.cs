using System.Text.Json.Nodes;

namespace Histo.Ssl.Comparison;

/// <summary>Lays JSON objects over each other; names of members are compared without case.</summary>
internal static class JsonMerge
{
    /// <summary>Returns a new object with the members of both; where both have one the second's, objects member by member.</summary>
    public static JsonObject Over(JsonObject first, JsonObject? second)
    {
        var merged = (JsonObject)first.DeepClone();
        foreach ((string name, JsonNode? value) in second ?? [])
        {
            string known = merged.Select(each => each.Key).FirstOrDefault(key => string.Equals(key, name, StringComparison.OrdinalIgnoreCase)) ?? name;
            merged[known] = merged[known] is JsonObject inner && value is JsonObject own ? Over(inner, own) : value?.DeepClone();
        }

        return merged;
    }
}
