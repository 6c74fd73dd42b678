using System.Text.Json.Nodes;
using Histo.Benchmarks.Inputs;
using Histo.Benchmarks.Tables;
using Histo.Ssl.Slides.OpenSlide;

namespace Histo.Benchmarks.Scale;

/// <summary>What large slides and large cohorts cost apart from training.</summary>
internal static class ScaleCommand
{
    private const int Slides = 1_000, FewOpen = 32;

    public static int Run(string file)
    {
        string load = Machine.Load();
        if (ConsoleProgram.Path is not { } console)
        {
            Console.Error.WriteLine($"Nothing was measured: {ConsoleProgram.Missing}");
            return 1;
        }

        string folder = ManySlides.Write(Slides);
        var open = new JsonArray();
        foreach (string reader in OpenSlideLibrary.Installed.IsAvailable ? ["tiff", "openslide"] : new[] { "tiff" })
        {
            foreach (int kept in new[] { FewOpen, Slides })
            {
                open.Add(OwnProcess.Measure(new OpenSlidesScale(reader, folder, kept).Words));
            }
        }

        var figures = new JsonObject { ["open"] = open, ["doctor"] = DoctorScale.Run(console, folder, Slides), ["geojson"] = OwnProcess.Measure("geojson-scale"), ["grid"] = OwnProcess.Measure("grid-scale"), ["tileSet"] = OwnProcess.Measure("tile-set-scale") };
        MeasuredFile.Write(file, load, figures);
        return 0;
    }
}
