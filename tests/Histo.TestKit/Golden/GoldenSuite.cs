using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Histo.Ssl.Storage;

namespace Histo.TestKit.Golden;

/// <summary>Lists the reference files of one folder and runs each case through the check that knows its file.</summary>
public sealed class GoldenSuite
{
    private readonly string? _folder;
    private readonly List<IGoldenCheck> _checks;

    /// <param name="folder">"ssl" or "mil".</param>
    /// <param name="tests">Assembly that holds the checks.</param>
    public GoldenSuite(string folder, Assembly tests)
    {
        _folder = TestData.GoldenFolder is null ? null : Path.Combine(TestData.GoldenFolder, folder);
        _checks = [.. tests.GetTypes()
            .Where(type => type is { IsAbstract: false, IsClass: true } && typeof(IGoldenCheck).IsAssignableFrom(type))
            .Select(type => (IGoldenCheck)Activator.CreateInstance(type)!)
            .OrderByDescending(check => check.Stem.Length)];
    }

    /// <summary>Whether there is anything to check.</summary>
    public bool IsPresent => _folder is not null && Directory.Exists(_folder);

    /// <summary>(file stem, case name) of every case in every file, found by listing the folder.</summary>
    public IEnumerable<(string Stem, string Case)> Cases()
    {
        foreach (string path in Files())
        {
            using var file = new SafetensorsReader(path);
            if (!file.Metadata.TryGetValue("cases", out string? cases))
            {
                continue;
            }

            foreach (string name in JsonSerializer.Deserialize<string[]>(cases)!)
            {
                yield return (Path.GetFileNameWithoutExtension(path), name);
            }
        }
    }

    /// <summary>Whether a check knows the file.</summary>
    public bool Knows(string stem) => Find(stem) is not null;

    /// <summary>Runs one case.</summary>
    public void Run(string stem, string name)
    {
        using var file = new SafetensorsReader(Path.Combine(_folder!, stem + ".safetensors"));
        bool mil = file.Metadata.TryGetValue("hyper", out string? hyper);
        using JsonDocument parameters = JsonDocument.Parse(mil ? hyper! : file.Metadata.TryGetValue(name, out string? text) ? text : "{}");
        double tolerance = file.Metadata.TryGetValue("tolerance", out string? number) ? double.Parse(number, CultureInfo.InvariantCulture) : 1e-10;
        IGoldenCheck check = Find(stem) ?? throw new InvalidOperationException($"No check knows {stem}.");
        check.Check(new GoldenCase(file, stem, name, parameters.RootElement, mil ? '/' : '.', tolerance));
    }

    /// <summary>The line that the suite prints: how many files and cases there were, and which no check knows.</summary>
    public string Summary()
    {
        if (!IsPresent)
        {
            return "golden: 0 files, 0 cases, 0 skipped, 0 unknown (the golden folder is absent; set HISTO_GOLDEN_DIR)";
        }

        var cases = Cases().ToList();
        string[] unknown = [.. Files().Select(path => Path.GetFileNameWithoutExtension(path)!).Where(stem => !Knows(stem))];
        string names = unknown.Length == 0 ? string.Empty : $" ({string.Join(", ", unknown)})";
        return $"golden: {Files().Count()} files, {cases.Count(each => Knows(each.Stem))} cases, {cases.Count(each => !Knows(each.Stem))} skipped, {unknown.Length} unknown{names}";
    }

    private IEnumerable<string> Files() => IsPresent ? Directory.EnumerateFiles(_folder!, "*.safetensors").Order(StringComparer.Ordinal) : [];

    private IGoldenCheck? Find(string stem) => _checks.FirstOrDefault(check => stem.StartsWith(check.Stem, StringComparison.Ordinal));
}
