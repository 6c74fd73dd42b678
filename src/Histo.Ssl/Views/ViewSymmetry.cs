namespace Histo.Ssl.Views;

/// <summary>Flips and quarter turns of a view as: walk the axes forwards or backwards, then transpose or not.</summary>
/// <remarks>
/// With Y the cropped picture, the view is Y[y, x], y running along its rows and x along its columns, each perhaps reversed; when transposed, y runs along the view's columns and x along its rows.
/// A counter-clockwise turn is view[i, j] = Y[j, S-1-i].
/// </remarks>
internal readonly record struct ViewSymmetry(bool ReverseY, bool ReverseX, bool Transposed)
{
    /// <summary>Gets a number from 0 to 7.</summary>
    public int Index => (Transposed ? 4 : 0) | (ReverseY ? 2 : 0) | (ReverseX ? 1 : 0);

    public static ViewSymmetry Of(in ViewParameters view) => view.QuarterTurns switch
    {
        1 => new ViewSymmetry(view.FlipVertical, !view.FlipHorizontal, true),
        2 => new ViewSymmetry(!view.FlipVertical, !view.FlipHorizontal, false),
        3 => new ViewSymmetry(!view.FlipVertical, view.FlipHorizontal, true),
        _ => new ViewSymmetry(view.FlipVertical, view.FlipHorizontal, false),
    };
}
