using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Histo.Ssl.Slides.OpenSlide;
using TorchSharp;

namespace Histo.Benchmarks.Tables;

/// <summary>What figures stand on.</summary>
internal static class Machine
{
    private static readonly string[] VectorInstructions = ["avx2", "avx512f", "avx512_bf16", "amx_bf16"];

    public static JsonObject Describe(string loadBefore) => new()
    {
        ["date"] = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["processor"] = Processor(),
        ["cores"] = Environment.ProcessorCount,
        ["system"] = RuntimeInformation.OSDescription,
        ["dotnet"] = RuntimeInformation.FrameworkDescription,
        ["libtorch"] = torch.__version__,
        ["openslide"] = OpenSlideLibrary.Installed.Version,
        ["loadBefore"] = loadBefore,
        ["loadAfter"] = Load(),
    };

    /// <summary>One line on what figures stand on.</summary>
    public static string Caption(JsonObject machine) =>
        $"{machine["date"]}, {machine["processor"]}, {machine["cores"]} cores, {machine["system"]}, {machine["dotnet"]}, libtorch {machine["libtorch"]}, OpenSlide {machine["openslide"]}; load over 1, 5 and 15 minutes before {machine["loadBefore"]}, after {machine["loadAfter"]}.";

    /// <summary>Load over 1, 5 and 15 minutes; empty where the system does not say.</summary>
    public static string Load() => File.Exists("/proc/loadavg") ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(3)) : string.Empty;

    // Its name and those of its vector instructions that change figures.
    private static string Processor()
    {
        if (Entry("model name") is not { } name)
        {
            return RuntimeInformation.ProcessArchitecture.ToString();
        }

        IEnumerable<string> has = VectorInstructions.Intersect((Entry("flags") ?? string.Empty).Split(' '));
        return $"{name} ({string.Join(", ", has.DefaultIfEmpty("no AVX2"))})";
    }

    private static string? Entry(string key)
    {
        string? line = File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(each => each.StartsWith(key, StringComparison.Ordinal)) : null;
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}
