using System.Buffers;

namespace Histo.Ssl.Slides;

/// <summary>Looks whether slides open, know their resolution and can be read.</summary>
/// <param name="readers">Chooses the reader of each file.</param>
public sealed class SlideInspector(ISlideReaderFactory readers)
{
    private const int ProgressStep = 64;

    private readonly ISlideReaderFactory _readers = readers ?? throw new ArgumentNullException(nameof(readers));

    /// <summary>Inspects one file; what is wrong with it is in the result, not thrown.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How thoroughly; null for the defaults.</param>
    /// <param name="progress">Told now and then how far it has come; null for nobody.</param>
    /// <param name="cancellationToken">Stops between regions.</param>
    /// <exception cref="HistoException">HS0001, HS1007: the options are wrong.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public SlideInspection Inspect(
        string path, SlideInspectionOptions? options = null, IProgress<InspectionProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new SlideInspectionOptions();
        try
        {
            using ISlide slide = _readers.Open(path, options.Open);
            return Inspect(slide, options, progress, cancellationToken);
        }
        catch (HistoException error) when (error.Code is not (ErrorCodes.InvalidOption or ErrorCodes.UnknownReader))
        {
            return new SlideInspection(path) { Problems = [new SlideProblem(error.Code, error.Message)] };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new SlideInspection(path) { Problems = [new SlideProblem(ErrorCodes.SlideDamaged, $"{ErrorCodes.SlideDamaged}: the file cannot be read ({path}); seen: {error.Message}")] };
        }
    }

    /// <summary>Inspects an open slide, for example a mosaic.</summary>
    /// <param name="slide">The slide; stays open.</param>
    /// <param name="options">How thoroughly; null for the defaults.</param>
    /// <param name="progress">Told now and then how far it has come; null for nobody.</param>
    /// <param name="cancellationToken">Stops between regions.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static SlideInspection Inspect(
        ISlide slide, SlideInspectionOptions? options = null, IProgress<InspectionProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(slide);
        options ??= new SlideInspectionOptions();
        var problems = new List<SlideProblem>();
        AddResolutionProblem(slide, problems);
        RegionGrid[] grids = [.. Enumerable.Range(0, slide.Levels.Count).Select(level => new RegionGrid(slide, level, options.Full ? null : options.SampledRegions))];
        long total = grids.Sum(grid => grid.Count), read = 0, unreadable = 0;
        foreach (RegionGrid grid in grids)
        {
            for (long index = 0; index < grid.Count; index++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (ErrorOf(slide, grid.Level, grid[index]) is { } error && ++unreadable <= options.ListedRegions)
                {
                    problems.Add(new SlideProblem(error.Code, error.Message));
                }

                if (++read % ProgressStep == 0 || read == total)
                {
                    progress?.Report(new InspectionProgress(slide.FilePath, read, total));
                }
            }
        }

        if (unreadable > options.ListedRegions)
        {
            problems.Add(new SlideProblem(
                ErrorCodes.PixelsUnreadable,
                FormattableString.Invariant($"{ErrorCodes.PixelsUnreadable}: {unreadable - options.ListedRegions} more regions cannot be decoded ({slide.FilePath}).")));
        }

        AddAssociatedProblems(slide, problems, cancellationToken);
        return new SlideInspection(slide.FilePath)
        {
            Opens = true,
            Reader = slide.ReaderName,
            Vendor = slide.Vendor,
            Levels = slide.Levels,
            Resolution = slide.Resolution,
            RegionsRead = read,
            RegionsUnreadable = unreadable,
            Problems = problems,
        };
    }

    private static void AddResolutionProblem(ISlide slide, List<SlideProblem> problems)
    {
        if (slide.Resolution is { IsPlausible: true })
        {
            return;
        }

        var error = new HistoException(
            ErrorCodes.ResolutionUnknown,
            slide.Resolution is null ? "the file does not say its microns per pixel" : "the microns per pixel in the file are absurd",
            where: slide.FilePath,
            seen: slide.Resolution is { } seen ? FormattableString.Invariant($"{seen.MppX:0.####} x {seen.MppY:0.####} from {seen.Source}") : null,
            wanted: FormattableString.Invariant($"{SlideResolution.Smallest} to {SlideResolution.Largest}"),
            action: "Give them by --mpp, or in the manifest's column mpp.");
        problems.Add(new SlideProblem(error.Code, error.Message));
    }

    private static HistoException? ErrorOf(ISlide slide, int level, PixelRectangle region)
    {
        double downsample = slide.Levels[level].Downsample;
        int x = (int)Math.Round(region.X * downsample), y = (int)Math.Round(region.Y * downsample), bytes = region.Width * region.Height * 3;
        byte[] rgb = ArrayPool<byte>.Shared.Rent(bytes);
        try
        {
            slide.ReadRegion(level, x, y, region.Width, region.Height, rgb.AsSpan(0, bytes));
            return null;
        }
        catch (HistoException error)
        {
            return error;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rgb);
        }
    }

    private static void AddAssociatedProblems(ISlide slide, List<SlideProblem> problems, CancellationToken cancellationToken)
    {
        foreach (string name in slide.AssociatedImageNames)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                _ = slide.ReadAssociatedImage(name);
            }
            catch (HistoException error)
            {
                problems.Add(new SlideProblem(error.Code, error.Message));
            }
        }
    }
}
