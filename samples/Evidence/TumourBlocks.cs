using System.Globalization;
using Histo.Ssl.Slides;
using SkiaSharp;

namespace Histo.Evidence;

/// <summary>Cuts the fields of camelyon-regions into blocks that serve as bags: whole fields would leave no bag without tumour.</summary>
/// <remarks>
/// A block without a tumour pixel is "normal", one with a tumour share of <see cref="PositiveShare"/> or more is "tumour"; what lies between is left out. Blocks of one mosaic belong to one group and
/// stay on one side of every split. Neighbouring blocks are alike, so the number of independent observations is nearer to the number of mosaics than to that of the bags.
/// </remarks>
internal static class TumourBlocks
{
    public const double PositiveShare = 0.2;

    /// <summary>Writes the blocks as images with masks and a manifest; a finished folder is not written again.</summary>
    /// <param name="data">The folder with camelyon-regions.</param>
    /// <param name="folder">Where the blocks go.</param>
    /// <param name="size">Width and height of a block in pixels.</param>
    public static SlideManifest Cut(string data, string folder, int size)
    {
        string manifest = Path.Combine(folder, "manifest.csv");
        if (!File.Exists(manifest))
        {
            Directory.CreateDirectory(folder);

            // The data set does not document its resolution: 1 micron a pixel is an estimate that cancels out, because tiles are read as they are.
            SlideManifest fields = LabelTable.ToManifest(Path.Combine(data, "camelyon-regions", "labels.csv"), mpp: 1);
            new SlideManifest(fields.Slides.SelectMany(mosaic => mosaic.Parts.SelectMany(part => Cut(mosaic, part, folder, size)))).Save(manifest);
        }

        return SlideManifest.Load(manifest);
    }

    private static IEnumerable<ManifestSlide> Cut(ManifestSlide mosaic, ManifestPart part, string folder, int size)
    {
        using SKBitmap image = SKBitmap.Decode(part.FilePath), mask = SKBitmap.Decode(part.Annotation!);
        string field = Path.GetFileNameWithoutExtension(part.FilePath);
        for (int top = 0; top + size <= image.Height; top += size)
        {
            for (int left = 0; left + size <= image.Width; left += size)
            {
                double share = Share(mask, left, top, size);
                if (share > 0 && share < PositiveShare)
                {
                    continue;
                }

                string name = string.Create(CultureInfo.InvariantCulture, $"{field}-{left:000}-{top:000}"), path = Path.Combine(folder, name + ".png"), truth = Path.Combine(folder, name + "-mask.png");
                Write(image, left, top, size, path);
                Write(mask, left, top, size, truth);
                yield return new ManifestSlide(name, [new ManifestPart(path, Annotation: truth)]) { Mpp = mosaic.Mpp, Label = share == 0 ? "normal" : "tumour", Group = mosaic.FoldGroup };
            }
        }
    }

    private static double Share(SKBitmap mask, int left, int top, int size)
    {
        int marked = 0;
        for (int y = top; y < top + size; y++)
        {
            for (int x = left; x < left + size; x++)
            {
                marked += mask.GetPixel(x, y).Red >= 128 ? 1 : 0;
            }
        }

        return (double)marked / (size * size);
    }

    private static void Write(SKBitmap image, int left, int top, int size, string path)
    {
        using var block = new SKBitmap();
        image.ExtractSubset(block, new SKRectI(left, top, left + size, top + size));
        using SKData png = block.Encode(SKEncodedImageFormat.Png, 100);
        using FileStream file = File.Create(path);
        png.SaveTo(file);
    }
}
