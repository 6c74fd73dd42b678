namespace Histo.Ssl.Slides.Tiff;

/// <summary>Which directories of a file are levels of the pyramid and which are pictures beside it.</summary>
internal sealed record TiffLayout(string Vendor, IReadOnlyList<TiffDirectory> Levels, IReadOnlyDictionary<string, TiffDirectory> Associated)
{
    public const string AperioVendor = "aperio";

    /// <summary>Gets the directories that are neither, with the reason; nothing is left out in silence.</summary>
    public required IReadOnlyList<string> LeftOut { get; init; }

    /// <summary>Understands a file; null with the reason when this library does not read it.</summary>
    public static TiffLayout? Recognise(IReadOnlyList<TiffDirectory> directories, out string reason)
    {
        string? vendor = TiffVendors.NeedsOwnReader(directories);
        if (vendor is not null)
        {
            reason = $"a file of vendor {vendor}, whose layout the managed reader does not know";
            return null;
        }

        TiffLayout layout = AperioDescription.IsAperio(directories[0].Description) && directories[0].IsTiled ? Aperio(directories) : Generic(directories);
        for (int level = 0; level < layout.Levels.Count; level++)
        {
            string? whyNot = TiffTileFormat.WhyNot(layout.Levels[level]);
            if (whyNot is null && layout.Vendor == AperioVendor && level > 0 && Array.IndexOf(layout.Levels[level].ByteCounts, 0) >= 0)
            {
                whyNot = "some of its tiles are empty and have to be made from a finer level";
            }

            if (whyNot is not null)
            {
                reason = $"{layout.Vendor}, level {level}: {whyNot}";
                return null;
            }
        }

        reason = $"{layout.Vendor}, {layout.Levels.Count} level(s)";
        return layout;
    }

    private static TiffLayout Aperio(IReadOnlyList<TiffDirectory> directories)
    {
        var levels = new List<TiffDirectory>();
        var associated = new SortedDictionary<string, TiffDirectory>(StringComparer.Ordinal);
        var leftOut = new List<string>();
        foreach (TiffDirectory directory in directories)
        {
            if (directory.IsTiled)
            {
                AddLevel(directory, levels, leftOut);
                continue;
            }

            string? name = directory.Index == 1 ? "thumbnail" : AperioDescription.SecondLineWord(directory.Description) ?? directory.SubfileType switch
            {
                1 => "label",
                9 => "macro",
                _ => null,
            };
            if (name is null || !associated.TryAdd(name, directory))
            {
                leftOut.Add(Tell(directory, name is null ? "has no name" : $"a second {name}"));
            }
        }

        return new TiffLayout(AperioVendor, levels, associated) { LeftOut = leftOut };
    }

    private static TiffLayout Generic(IReadOnlyList<TiffDirectory> directories)
    {
        TiffDirectory first = directories[0];
        var levels = new List<TiffDirectory> { first };
        var leftOut = new List<string>();
        bool subDirectories = first.SubDirectories.Count > 0;
        IEnumerable<TiffDirectory> smaller = subDirectories ? first.SubDirectories : directories.Skip(1);
        foreach (TiffDirectory directory in smaller.OrderByDescending(directory => directory.Width))
        {
            if (directory.IsTiled != first.IsTiled || !(directory.IsReduced || subDirectories))
            {
                leftOut.Add(Tell(directory, "not marked as a smaller copy, or not tiled like the first"));
                continue;
            }

            AddLevel(directory, levels, leftOut);
        }

        return new TiffLayout("generic-tiff", levels, new Dictionary<string, TiffDirectory>()) { LeftOut = leftOut };
    }

    private static void AddLevel(TiffDirectory directory, List<TiffDirectory> levels, List<string> leftOut)
    {
        if (levels.Count > 0 && (directory.Width >= levels[^1].Width || directory.Height > levels[^1].Height))
        {
            leftOut.Add(Tell(directory, "not smaller than the level before"));
            return;
        }

        levels.Add(directory);
    }

    private static string Tell(TiffDirectory directory, string why) =>
        $"directory {directory.Index} ({directory.Width} x {directory.Height}): {why}";
}
