using System.Text.Json.Nodes;
using Histo.Benchmarks.Tables;

namespace Histo.Benchmarks.Ratios;

/// <summary>What a run of ratios found, as JSON: a number or null a key, the medians behind it under <c>raw</c>, reasons and circumstances under <c>notes</c>.</summary>
internal sealed class RatioFile
{
    private readonly JsonObject _keys = [], _raw = [], _notes = [];

    /// <summary>Starts from the figures of an earlier run, for measuring some of them anew.</summary>
    /// <param name="path">The file.</param>
    public static RatioFile Of(string path)
    {
        var file = new RatioFile();
        foreach ((string key, JsonNode? value) in MeasuredFile.Read(path))
        {
            switch (key)
            {
                case "machine":
                    break;
                case "raw" or "notes":
                    foreach ((string name, JsonNode? inner) in value!.AsObject())
                    {
                        (key == "raw" ? file._raw : file._notes)[name] = inner?.DeepClone();
                    }

                    break;
                default:
                    file._keys[key] = value?.DeepClone();
                    break;
            }
        }

        return file;
    }

    public void Add(string key, double value)
    {
        Forget(key);
        _keys[key] = Rounded(value);
    }

    /// <summary>A key that could not be measured.</summary>
    public void Miss(string key, string reason)
    {
        Forget(key);
        _keys[key] = null;
        _notes[key] = reason;
    }

    public void Note(string key, string text) => _notes[key] = text;

    public void Raw(string key, JsonObject values) => _raw[key] = values;

    /// <summary>Adds a ratio with what stands behind it.</summary>
    public void Add(string key, PairedRuns runs, string unit)
    {
        Add(key, runs.Ratio);
        JsonObject raw = runs.ToJson();
        raw["unit"] = unit;
        Raw(key, raw);
    }

    /// <param name="path">The file; replaced.</param>
    /// <param name="loadBefore">Load of the machine before the run.</param>
    public void Write(string path, string loadBefore)
    {
        var root = (JsonObject)_keys.DeepClone();
        root["raw"] = _raw.DeepClone();
        root["notes"] = _notes.DeepClone();
        MeasuredFile.Write(path, loadBefore, root);
    }

    // What an earlier run said of it.
    private void Forget(string key)
    {
        _raw.Remove(key);
        _notes.Remove(key);
    }

    public static double Rounded(double value) => value == 0 ? 0 : Math.Round(value, Math.Clamp(4 - (int)Math.Ceiling(Math.Log10(Math.Abs(value))), 0, 15));
}
