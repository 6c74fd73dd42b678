using Histo.TestKit;

namespace Histo.Ssl.Tests.Slides;

/// <summary>What wsi-slides/labels.csv says of a file.</summary>
public sealed record SlideLabel(string File, string Opens, string Vendor, string Levels, string Width, string Height, string Mpp, string Read)
{
    public string FullPath => TestData.DataPath("wsi-slides", File);

    public bool IsDicom => Opens.StartsWith("DICOM", StringComparison.Ordinal);

    public override string ToString() => File;
}

internal static class SlideLabels
{
    public static IEnumerable<SlideLabel> All()
    {
        if (TestData.DataFolder is null || !File.Exists(TestData.DataPath("wsi-slides", "labels.csv")))
        {
            yield break;
        }

        // Only the last column holds free text, so a split with a limit will do.
        foreach (string line in File.ReadLines(TestData.DataPath("wsi-slides", "labels.csv")).Skip(1))
        {
            string[] f = line.Split(',', 10);
            yield return new SlideLabel(f[0], f[2], f[3], f[4], f[5], f[6], f[7], f[9]);
        }
    }
}
