using System.Text.Json;
using System.Text.Json.Nodes;
using Histo.Ssl.Training;
using Histo.Ssl.Views;

namespace Histo.Cli.Inputs;

/// <summary>Options as text: a JSON file, or Section.Option=value.</summary>
internal static class OptionText
{
    /// <summary>Reads a file of options; of a run.json it takes the options.</summary>
    public static PretrainOptions ReadConfig(string file)
    {
        if (!File.Exists(file))
        {
            throw new UsageException($"--config {file}: there is no such file");
        }

        string text = File.ReadAllText(file);
        try
        {
            return JsonNode.Parse(text)?["options"] is JsonObject options ? PretrainJson.ReadOptions(options.ToJsonString(), file) : PretrainJson.ReadOptions(text, file);
        }
        catch (JsonException error)
        {
            throw new UsageException($"--config {file}: not JSON: {error.Message}");
        }
    }

    /// <summary>Writes settings over options.</summary>
    public static PretrainOptions Apply(PretrainOptions options, IReadOnlyList<string> settings)
    {
        if (settings.Count == 0)
        {
            return options;
        }

        ILookup<bool, string> ofViews = settings.ToLookup(setting => setting.StartsWith("Augmentation.Views", StringComparison.OrdinalIgnoreCase));
        if (!ofViews[true].Any())
        {
            return Write(options, settings);
        }

        // Views begin as the preset, objective and sizes of the other settings say.
        options = Write(options, ofViews[false]);
        if (options.Augmentation.Views is null)
        {
            AugmentationPreset preset = AugmentationPresetNames.Parse(options.Augmentation.Preset);
            options.Augmentation.Views = ViewPresets.Options(preset, options.Objective.Name, options.Encoder.InputSize ?? options.Tiling.TileSize, options.Augmentation.DinoV2Blur);
        }

        return Write(options, ofViews[true]);
    }

    private static PretrainOptions Write(PretrainOptions options, IEnumerable<string> settings)
    {
        JsonNode tree = JsonNode.Parse(PretrainJson.WriteOptions(options))!;
        foreach (string setting in settings)
        {
            Set(tree, setting);
        }

        return PretrainJson.ReadOptions(tree.ToJsonString(), "--set");
    }

    private static void Set(JsonNode tree, string setting)
    {
        string[] sides = setting.Split('=', 2);
        string[] names = sides[0].Split('.');
        if (sides.Length != 2 || names.Length < 1)
        {
            throw new UsageException($"--set {setting}: write Section.Option=value");
        }

        JsonNode? node = tree;
        for (int i = 0; i < names.Length; i++)
        {
            if (node is not JsonObject section || section.FirstOrDefault(entry => entry.Key.Equals(names[i], StringComparison.OrdinalIgnoreCase)) is not { Key: string key })
            {
                string known = node is JsonObject here ? string.Join(", ", here.Select(entry => entry.Key)) : "nothing";
                throw new UsageException($"--set {setting}: there is no '{names[i]}'; there is: {known}");
            }

            if (i == names.Length - 1)
            {
                section[key] = Value(sides[1]);
            }

            node = section[key];
        }
    }

    private static JsonNode? Value(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }
}
