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
        string folder = ManySlides.Write(Slides);
        var open = new JsonArray();
        foreach (string reader in OpenSlideLibrary.Installed.IsAvailable ? ["tiff", "openslide"] : new[] { "tiff" })
        {
            foreach (int kept in new[] { FewOpen, Slides })
            {
                open.Add(Told(OwnProcess.Measure(new OpenSlidesScale(reader, folder, kept).Words)));
            }
        }

        var figures = new JsonObject { ["open"] = open, ["doctor"] = Told(DoctorScale.Run(folder, Slides)), ["geojson"] = Told(OwnProcess.Measure("geojson-scale")), ["grid"] = Told(OwnProcess.Measure("grid-scale")), ["tileSet"] = Told(OwnProcess.Measure("tile-set-scale")) };
        MeasuredFile.Write(file, load, figures);
        return 0;
    }

    private static JsonObject Told(JsonObject measured)
    {
        Console.Error.WriteLine(measured.ToJsonString());
        return measured;
    }
}
