namespace Histo.Ssl.Views;

/// <summary>What one thread needs to make views one by one. Reused: nothing is allocated once the sizes have been met.</summary>
internal sealed class ViewCanvas
{
    private readonly ViewPlanes _planes = new();
    private readonly PlaneGeometry _geometry = new();
    private readonly PlaneBlur _blur = new();

    /// <summary>Makes a view.</summary>
    /// <param name="tile">tileSize x tileSize x 3 bytes.</param>
    /// <param name="tileSize">Width and height of the tile.</param>
    /// <param name="view">Valid parameters.</param>
    /// <param name="output">Size and normalisation.</param>
    /// <param name="result">Receives 3 x size x size numbers.</param>
    public void Render(ReadOnlySpan<byte> tile, int tileSize, in ViewParameters view, ViewOutput output, Span<float> result)
    {
        _planes.Resize(output.Size);
        _geometry.Sample(tile, tileSize, view, _planes);
        if (view.StainJitter)
        {
            PlaneStain.Apply(_planes, view);
        }

        if (view.JitterModel == JitterModel.Linear)
        {
            if (view.ColorJitter || view.Grey)
            {
                PlaneColor.Apply(_planes, ColorMatrix.Linear(view));
            }
        }
        else
        {
            if (view.ColorJitter)
            {
                PlaneColor.Jitter(_planes, view);
            }

            if (view.Grey)
            {
                PlaneColor.Apply(_planes, ColorMatrix.Grey);
            }
        }

        if (view.BlurSigma > 0)
        {
            _blur.Apply(_planes, view.BlurSigma, view.BlurTaps);
        }

        if (view.Solarise)
        {
            PlaneOutput.Solarise(_planes, view.SolariseThreshold);
        }

        PlaneOutput.Write(_planes, ViewSymmetry.Of(view).Transposed, output, result);
    }
}
