using System.Globalization;
using Histo.Benchmarks.Inputs;
using Histo.Ssl.Slides.Synthetic;

namespace Histo.Benchmarks.Scale;

/// <summary>A folder of slides that are copies of a few, as files of their own.</summary>
internal static class ManySlides
{
    private const int Different = 4, Side = 2048;

    /// <summary>Writes the folder.</summary>
    /// <param name="count">Number of files.</param>
    /// <returns>Its path.</returns>
    public static string Write(int count)
    {
        string folder = WorkFolder.File("many");
        Directory.CreateDirectory(folder);
        var generator = new SyntheticSlideGenerator(new SyntheticSlideOptions { Width = Side, Height = Side });
        string[] originals = [.. Enumerable.Range(0, Different).Select(number =>
        {
            string path = WorkFolder.File(string.Create(CultureInfo.InvariantCulture, $"original-{number}.svs"));
            generator.Create(number).Write(path);
            return path;
        })];
        for (int i = 0; i < count; i++)
        {
            File.Copy(originals[i % Different], Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"slide-{i:0000}.svs")), overwrite: true);
        }

        return folder;
    }
}
