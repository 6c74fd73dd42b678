using System.Text.Json.Nodes;
using Histo.Benchmarks.Bags;
using Histo.Benchmarks.Memory;
using Histo.Benchmarks.Operations;
using Histo.Benchmarks.Ratios;
using Histo.Benchmarks.Scale;
using Histo.Ssl.Storage;

namespace Histo.Benchmarks.Tables;

/// <summary>The long form: measures all that a document has a place for, keeps the figures beside it and rewrites its tables.</summary>
internal static class TablesCommand
{
    /// <summary>Gets the measurements in the order in which they run.</summary>
    public static IReadOnlyList<Measurement> All { get; } =
    [
        new("ratios", file => RatiosCommand.Run(file, null), RatioTable.Render), new("variants", VariantsCommand.Run, RatioTable.Render), new("operations", OperationsCommand.Run, OperationTable.Render),
        new("bags", BagsCommand.Run, BagTable.Render),
        new("scale", ScaleCommand.Run, ScaleTable.Render), new("memory", MemoryCommand.Run, MemoryTable.Render),
    ];

    /// <summary>Finds a measurement.</summary>
    public static Measurement? Find(string name) => All.FirstOrDefault(each => each.Name == name);

    /// <summary>Measures, then rewrites; one after the other, so that what is done is kept when a later one fails.</summary>
    /// <param name="document">The document.</param>
    /// <param name="only">The measurements to take.</param>
    public static int Measure(string document, IEnumerable<Measurement> only)
    {
        foreach (Measurement each in only)
        {
            Console.WriteLine($"== {each.Name}");
            if (each.Run(FiguresOf(document, each)) is var code and not 0)
            {
                return code;
            }

            Rewrite(document, each);
        }

        return 0;
    }

    /// <summary>Rewrites the tables from the figures that are kept, without measuring.</summary>
    /// <param name="document">The document.</param>
    public static int Rewrite(string document)
    {
        foreach (Measurement each in All.Where(each => File.Exists(FiguresOf(document, each))))
        {
            Rewrite(document, each);
        }

        return 0;
    }

    private static void Rewrite(string document, Measurement measurement)
    {
        JsonObject figures = MeasuredFile.Read(FiguresOf(document, measurement));
        string table = $"{Machine.Caption(figures["machine"]!.AsObject())}\n\n{measurement.Render(figures)}";
        AtomicFile.WriteText(document, DocumentTables.Replace(File.ReadAllText(document), measurement.Name, table));
    }

    // docs/performance.md: docs/performance/ratios.json
    private static string FiguresOf(string document, Measurement measurement)
    {
        string folder = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(document))!, Path.GetFileNameWithoutExtension(document));
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, measurement.Name + ".json");
    }
}
