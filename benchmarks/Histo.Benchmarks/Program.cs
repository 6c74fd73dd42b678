using System.Globalization;
using BenchmarkDotNet.Running;
using Histo.Benchmarks;
using Histo.Benchmarks.Bags;
using Histo.Benchmarks.Memory;
using Histo.Benchmarks.Ratios;
using Histo.Benchmarks.Scale;
using Histo.Benchmarks.Tables;
using Histo.Ssl;

// As applications should.
NativeHeap.Tune();

switch (args)
{
    case ["ratios", "--out", string file, "--only", string part] when RatiosCommand.Names.Contains(part):
        return RatiosCommand.Run(file, part);
    case [string name, "--out", string file] when TablesCommand.Find(name) is { } measurement:
        return measurement.Run(file);
    case ["tables", string document]:
        return TablesCommand.Measure(document, TablesCommand.All);
    case ["tables", string document, "--only", string name] when TablesCommand.Find(name) is { } measurement:
        return TablesCommand.Measure(document, [measurement]);
    case ["rewrite", string document]:
        return TablesCommand.Rewrite(document);
    case ["smoke", .. string[] names]:
        return SmokeCommand.Run(names);

    // What the measurements above start in processes of their own.
    case ["bag-step", string model, string tiles, string features, string chunk]:
        return Tell(new BagStep(model, Number(tiles), Number(features), Number(chunk)).Run());
    case ["method-peak", string recipe]:
        return Tell(new MethodPeak(recipe).Run());
    case ["long-run", string recipe, string steps]:
        return Tell(new LongRun(recipe, Number(steps)).Run());
    case ["open-slides", string reader, string folder, string open]:
        return Tell(new OpenSlidesScale(reader, folder, Number(open)).Run());
    case ["geojson-scale"]:
        return Tell(GeoJsonScale.Run());
    case ["tile-set-scale"]:
        return Tell(TileSetScale.Run());
    case ["grid-scale"]:
        return Tell(GridScale.Run());
    case [{ Length: > 0 } first, ..] when first[0] != '-':
        Console.Error.WriteLine(
            $"""
            usage:
              ratios --out FILE.json [--only {string.Join('|', RatiosCommand.Names)}]
              {string.Join('|', TablesCommand.All.Skip(1).Select(each => each.Name))} --out FILE.json
              tables DOCUMENT.md [--only {string.Join('|', TablesCommand.All.Select(each => each.Name))}]   measures (half an hour or more) and rewrites the tables
              rewrite DOCUMENT.md   rewrites the tables from figures that are kept
              smoke [CLASS ...]     runs each benchmark once
              or BenchmarkDotNet's own arguments, for example --filter *Reading*
            """);
        return 2;
    default:
        return BenchmarkSwitcher.FromAssembly(typeof(SmokeCommand).Assembly).Run(args, BenchmarkConfig.Measured()).All(summary => !summary.HasCriticalValidationErrors) ? 0 : 1;
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

static int Tell(System.Text.Json.Nodes.JsonObject measured)
{
    Console.WriteLine(measured.ToJsonString());
    return 0;
}
