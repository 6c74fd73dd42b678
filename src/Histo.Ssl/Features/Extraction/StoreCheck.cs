using System.Globalization;

namespace Histo.Ssl.Features;

/// <summary>Decides whether a slide is done: its store exists, verifies, and was made as this extraction makes it.</summary>
internal sealed class StoreCheck(ExtractionRecord wanted)
{
    public StoreFinding Look(string path, string slideId)
    {
        if (!File.Exists(path))
        {
            return new StoreFinding(StoreState.Missing);
        }

        try
        {
            FeatureStoreInfo info;
            using (IFeatureStore store = FeatureStores.Open(path))
            {
                info = store.Info;
            }

            // First whose it is: the store of another system has no checksum, and is not ours to replace.
            (string Name, string Seen, string Wanted)[] different = [.. Compare(info, slideId).Where(each => each.Seen != each.Wanted)];
            if (different.Length > 0)
            {
                return new StoreFinding(StoreState.Different, 0, string.Join(", ", different.Select(each => $"{each.Name} {each.Seen}")), string.Join(", ", different.Select(each => $"{each.Name} {each.Wanted}")));
            }

            return FeatureStores.Verify(path) ? new StoreFinding(StoreState.Whole, info.Rows) : new StoreFinding(StoreState.Damaged, 0, "its checksum does not fit its content");
        }
        catch (HistoException error)
        {
            return new StoreFinding(StoreState.Damaged, 0, error.Message);
        }
    }

    private IEnumerable<(string Name, string Seen, string Wanted)> Compare(FeatureStoreInfo info, string slideId)
    {
        yield return ("slide", info.SlideId, slideId);
        yield return ("encoder", $"{info.Encoder ?? "unknown"} {info.EncoderHash ?? "without hash"}", $"{wanted.Encoder.Architecture} {wanted.EncoderHash}");
        yield return ("input size", Text(info.InputSize), Text(wanted.Encoder.InputSize));
        yield return ("normalisation", Text(info.Normalisation), Text(FeatureExtractor.NormalisationOf(wanted.Encoder)));
        yield return ("features a tile", Text(info.Width), Text(wanted.Width));
        yield return ("precision", info.Type.ToString(), FeaturePrecision.Parse(wanted.Precision).ToString());
        yield return ("tile size", Text(info.TileSize), Text(wanted.Tiling.TileSize));
        yield return ("stride", Text(info.Stride), Text(wanted.Tiling.EffectiveStride));

        // A level within the tolerance is read as it is, and the store then has its true resolution.
        if (wanted.Tiling.Mpp is { } target && !(Math.Abs((info.Mpp ?? double.NaN) - target) <= (wanted.Tiling.MppTolerance + 1e-6) * target))
        {
            yield return ("mpp", Text(info.Mpp), Text(target));
        }
    }

    private static string Text(double? value) => value is { } known ? known.ToString("R", CultureInfo.InvariantCulture) : "unknown";

    // Seven digits: these numbers began as 32-bit floats.
    private static string Text(IReadOnlyList<double>? values) => values is null ? "unknown" : string.Join(' ', values.Select(each => each.ToString("G7", CultureInfo.InvariantCulture)));
}
