using System.Buffers;
using Histo.Ssl.Slides;
using Histo.Ssl.Tissue;

namespace Histo.Ssl.Tiling;

/// <summary>Tiles one open slide.</summary>
internal sealed class SlideTiler(TilingOptions options, ITissueDetector tissue)
{
    /// <returns>The tiles, null when there are none, and the outcome that says why.</returns>
    /// <exception cref="HistoException">The slide cannot be read, or does not fit the options.</exception>
    public (TiledSlide? Tiles, SlideOutcome Outcome) Tile(ManifestSlide source, ISlide slide, TileAnnotator? annotator, CancellationToken cancellationToken)
    {
        GridLayout layout = GridLayout.Of(slide, source.SlideId, options);
        TissueMask mask = tissue.Detect(slide, cancellationToken);
        var record = new TileSlide(source, slide.ReaderName, layout.Grid)
        {
            Resolution = slide.Resolution,
            Width = slide.Levels[0].Width,
            Height = slide.Levels[0].Height,
            Fingerprints = [.. source.Parts.Select(part => FileFingerprint.Of(part.FilePath))],
        };
        var tiles = new TiledSlide(record, annotator?.ClassNames);
        var tally = new Tally();
        byte[] pixels = ArrayPool<byte>.Shared.Rent(options.NeedsPixels ? options.TileSize * options.TileSize * 3 : 1);
        try
        {
            for (int row = 0; row < layout.Grid.Rows; row++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                for (int column = 0; column < layout.Grid.Columns; column++)
                {
                    if (layout.IsReadable(column, row))
                    {
                        Visit(slide, layout, column, row, mask, annotator, pixels, tiles, tally);
                    }
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(pixels);
        }

        var outcome = new SlideOutcome(source, tiles.Cells.Count)
        {
            TissueShare = mask.TissueShare,
            UnreadableShare = mask.UnreadableShare,
            Cells = tally.Cells,
            WithoutTissue = tally.WithoutTissue,
            WithPenMarks = tally.WithPenMarks,
            Blurred = tally.Blurred,
            Unreadable = tally.Unreadable,
        };
        return outcome.Tiles > 0 ? (tiles, outcome) : (null, outcome with { Problem = Why(source.SlideId, slide, layout.Grid, outcome, tally.BestTissue) });
    }

    private void Visit(ISlide slide, GridLayout layout, int column, int row, TissueMask mask, TileAnnotator? annotator, byte[] pixels, TiledSlide tiles, Tally tally)
    {
        TileGrid grid = layout.Grid;
        double share = mask.Share(new PixelRectangle(grid.X(column), grid.Y(row), grid.Extent, grid.Extent));
        tally.BestTissue = Math.Max(tally.BestTissue, share);
        tally.Cells++;
        if (share < options.MinTissue - 1e-9)
        {
            tally.WithoutTissue++;
        }
        else if (!options.NeedsPixels || Passes(slide, layout, column, row, pixels, tiles, tally))
        {
            Add(tiles, grid, column, row, share, annotator);
        }
    }

    private static void Add(TiledSlide tiles, TileGrid grid, int column, int row, double share, TileAnnotator? annotator)
    {
        tiles.Cells.Add(((uint)row << 16) | (uint)column);
        tiles.TissueShares.Add((byte)Math.Round(share * 255));
        (float labelled, short label) = annotator?.Label(grid.ExactX(column), grid.ExactY(row), grid.TileSize * grid.Scale) ?? (float.NaN, (short)-1);
        tiles.LabelledShares.Add(labelled);
        tiles.Labels.Add(label);
    }

    private bool Passes(ISlide slide, GridLayout layout, int column, int row, byte[] buffer, TiledSlide tiles, Tally tally)
    {
        TileGrid grid = layout.Grid;
        Span<byte> rgb = buffer.AsSpan(0, grid.TileSize * grid.TileSize * 3);
        try
        {
            TileReader.Read(slide, layout.Content, grid, column, row, rgb);
        }
        catch (HistoException error) when (error.Code == ErrorCodes.PixelsUnreadable)
        {
            tally.Unreadable++;
            return false;
        }

        byte pen = PenMarks.Score(rgb), sharpness = Tissue.Sharpness.Score(rgb, grid.TileSize, grid.TileSize);
        if (pen > options.MaxPenScore)
        {
            tally.WithPenMarks++;
            return false;
        }

        if (sharpness < options.MinSharpness)
        {
            tally.Blurred++;
            return false;
        }

        tiles.PenScores.Add(pen);
        tiles.Sharpness.Add(sharpness);
        return true;
    }

    private HistoException Why(string slideId, ISlide slide, TileGrid grid, SlideOutcome outcome, double best)
    {
        if (outcome.Cells == 0)
        {
            return new HistoException(
                ErrorCodes.SlideTooSmall,
                "no cell of the lattice lies fully inside the slide's content",
                slideId,
                $"{slide.Levels[0].Width} x {slide.Levels[0].Height} level-0 pixels",
                $"room for {grid.Extent} x {grid.Extent}",
                "Choose smaller tiles or a finer resolution.");
        }

        if (outcome.WithoutTissue == outcome.Cells)
        {
            bool unreadable = outcome.UnreadableShare > 0.5;
            return new HistoException(
                unreadable ? ErrorCodes.PixelsUnreadable : ErrorCodes.NoTissue,
                unreadable ? "most of the slide cannot be decoded" : "no cell holds enough tissue",
                slideId,
                FormattableString.Invariant($"{outcome.TissueShare:P1} of the slide is tissue, {best:P1} of the best cell; {outcome.UnreadableShare:P1} could not be decoded"),
                FormattableString.Invariant($"at least {options.MinTissue:P0} of a cell"),
                "Look at the thumbnail; choose another tissue method or threshold, or a smaller share.");
        }

        return new HistoException(
            ErrorCodes.AllTilesFiltered,
            "all tiles with tissue were dropped",
            slideId,
            $"{outcome.WithPenMarks} with pen marks, {outcome.Blurred} blurred, {outcome.Unreadable} unreadable",
            $"pen score up to {options.MaxPenScore ?? 255}, sharpness of {options.MinSharpness ?? 0} or more",
            "Look at the slide; widen the limits.");
    }

    private sealed class Tally
    {
        public int Cells, WithoutTissue, WithPenMarks, Blurred, Unreadable;
        public double BestTissue;
    }
}
