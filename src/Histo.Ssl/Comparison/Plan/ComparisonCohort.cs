using System.Text.Json.Nodes;
using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Comparison;

/// <summary>A cohort that a comparison pretrains on or judges with: a manifest or a data set's table of labels, and which of its groups.</summary>
public sealed record ComparisonCohort
{
    /// <summary>Gets the manifest (.csv) or the folder of slides.</summary>
    /// <value>Null (default): <see cref="Labels"/> is given.</value>
    public string? Manifest { get; set; }

    /// <summary>Gets the table of labels, one row an image.</summary>
    /// <value>Null (default): <see cref="Manifest"/> is given.</value>
    public string? Labels { get; set; }

    /// <summary>Gets the column of <see cref="Labels"/> with the label of an image.</summary>
    /// <value>Null (default): "label" where the table has it.</value>
    public string? LabelColumn { get; set; }

    /// <summary>Gets the column of <see cref="Labels"/> with the unit that a fold must not split.</summary>
    /// <value>Null (default): the mosaic where the table has one, else "group" where the table has it, else the patient.</value>
    public string? GroupColumn { get; set; }

    /// <summary>Gets the microns per pixel of every image of <see cref="Labels"/>.</summary>
    /// <value>0.05 to 5; null (default): a column says it.</value>
    public double? Mpp { get; set; }

    /// <summary>Gets the length of the cycle in which <see cref="Places"/> counts.</summary>
    /// <value>Null (default): all groups.</value>
    public int? Every { get; set; }

    /// <summary>Gets which of every <see cref="Every"/> groups belong to the cohort: places from 0 in ordinal order of the groups' names.</summary>
    /// <value>Null (default): all groups.</value>
    public IReadOnlyList<int>? Places { get; set; }

    /// <summary>Gets settings of the grid that differ from the runs', as members of <see cref="TilingOptions"/>.</summary>
    /// <value>Null (default): none.</value>
    public JsonObject? Tiling { get; set; }

    internal SlideManifest Load()
    {
        SlideManifest all = Manifest is not null ? SlideManifest.Load(Manifest) : LabelTable.ToManifest(Labels!, new LabelTableColumns { Label = LabelColumn, Group = GroupColumn }, Mpp);
        if (Every is not { } every || Places is not { } places)
        {
            return all;
        }

        string[] groups = [.. all.Slides.Select(slide => slide.FoldGroup).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        HashSet<string> kept = [.. groups.Where((_, place) => places.Contains(place % every))];
        return new SlideManifest(all.Slides.Where(slide => kept.Contains(slide.FoldGroup)), all.Notices);
    }
}
