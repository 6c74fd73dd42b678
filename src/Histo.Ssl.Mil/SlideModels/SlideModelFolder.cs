using Histo.Ssl.Features;

namespace Histo.Ssl.Mil.SlideModels;

/// <summary>Where a slide-level model and the encoder of its features lie.</summary>
internal static class SlideModelFolder
{
    /// <summary>The model that is used on further slides.</summary>
    public static string ModelOf(string folder) => Path.Combine(folder, "model");

    /// <summary>Copies the encoder and the settings of an extraction into a model's folder.</summary>
    /// <param name="features">The extraction's folder, or its folder of stores.</param>
    /// <param name="model">The model's folder.</param>
    /// <returns>False: they are not there, because the features are not of this library's extraction.</returns>
    public static bool KeepEncoder(string features, string model)
    {
        ExtractionFolder? from = new[] { features, Path.GetDirectoryName(Path.GetFullPath(features)) }
            .OfType<string>().Select(each => new ExtractionFolder(each)).FirstOrDefault(each => File.Exists(each.EncoderFile) && File.Exists(each.RecordFile));
        if (from is null)
        {
            return false;
        }

        var to = new ExtractionFolder(model);
        File.Copy(from.EncoderFile, to.EncoderFile, overwrite: true);
        File.Copy(from.RecordFile, to.RecordFile, overwrite: true);
        return true;
    }
}
