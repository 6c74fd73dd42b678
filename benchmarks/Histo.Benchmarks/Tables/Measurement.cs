using System.Text.Json.Nodes;

namespace Histo.Benchmarks.Tables;

/// <summary>A measurement that fills one place of the document.</summary>
/// <param name="Name">Its name: of the command, of the place in the document, of the file of figures beside it.</param>
/// <param name="Run">Measures and writes the figures into a file.</param>
/// <param name="Render">Makes the tables of the figures.</param>
internal sealed record Measurement(string Name, Func<string, int> Run, Func<JsonObject, string> Render);
