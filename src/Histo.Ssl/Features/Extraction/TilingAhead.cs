using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Features;

/// <summary>Tiles slides one after the other, one ahead of whoever works on their tiles: at most two slides' tiles exist at once.</summary>
internal sealed class TilingAhead(TileSetBuilder builder, IReadOnlyList<ManifestSlide> slides)
{
    /// <summary>Yields each slide's tiles, null where it has none, and the outcome that says why.</summary>
    public IEnumerable<(TileSet? Tiles, SlideOutcome Outcome)> Run(CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task<(TileSet?, SlideOutcome)>? next = null;
        try
        {
            for (int index = 0; index < slides.Count; index++)
            {
                (TileSet?, SlideOutcome) current = (next ?? Start(index, stop.Token)).GetAwaiter().GetResult();
                next = index + 1 < slides.Count ? Start(index + 1, stop.Token) : null;
                yield return current;
            }
        }
        finally
        {
            // Nobody wants the rest: let the thread leave the slide before the caller goes on.
            stop.Cancel();
            if (next is not null)
            {
                Task.WaitAny([next], CancellationToken.None);
                _ = next.Exception;
            }
        }
    }

    private Task<(TileSet?, SlideOutcome)> Start(int index, CancellationToken cancellation) => Task.Run(() => builder.BuildOne(slides[index], cancellation), CancellationToken.None);
}
