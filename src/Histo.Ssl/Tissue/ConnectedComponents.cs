namespace Histo.Ssl.Tissue;

/// <summary>The connected pieces of the true pixels of a picture.</summary>
internal sealed class ConnectedComponents
{
    private readonly bool[] _pixels;
    private readonly int _width, _height;
    private readonly bool _diagonal;
    private readonly List<int> _areas = [0];
    private readonly List<bool> _touching = [false];
    private readonly Stack<int> _open = new();

    private ConnectedComponents(bool[] pixels, int width, int height, bool diagonal)
    {
        (_pixels, _width, _height, _diagonal) = (pixels, width, height, diagonal);
        Labels = new int[pixels.Length];
    }

    /// <summary>Number of the piece of each pixel, from 1, in order of the first pixel row by row; 0 for false pixels.</summary>
    public int[] Labels { get; }

    /// <summary>Number of pieces.</summary>
    public int Count => _areas.Count - 1;

    /// <summary>Number of pixels of a piece (1 to <see cref="Count"/>).</summary>
    public int Area(int label) => _areas[label];

    /// <summary>Whether a piece touches the edge of the picture.</summary>
    public bool TouchesEdge(int label) => _touching[label];

    /// <summary>Labels the pieces; <paramref name="diagonal"/>: pixels that meet at a corner belong together.</summary>
    public static ConnectedComponents Find(bool[] pixels, int width, int height, bool diagonal)
    {
        var components = new ConnectedComponents(pixels, width, height, diagonal);
        for (int at = 0; at < pixels.Length; at++)
        {
            if (pixels[at] && components.Labels[at] == 0)
            {
                components.Fill(at);
            }
        }

        return components;
    }

    private void Fill(int start)
    {
        int label = _areas.Count, area = 0;
        bool edge = false;
        Labels[start] = label;
        _open.Push(start);
        while (_open.TryPop(out int at))
        {
            int x = at % _width, y = at / _width;
            area++;
            edge |= x == 0 || y == 0 || x == _width - 1 || y == _height - 1;
            for (int dy = -1; dy <= 1; dy++)
            {
                for (int dx = -1; dx <= 1; dx++)
                {
                    if ((_diagonal || dx == 0 || dy == 0) && (uint)(x + dx) < (uint)_width && (uint)(y + dy) < (uint)_height)
                    {
                        int next = at + (dy * _width) + dx;
                        if (_pixels[next] && Labels[next] == 0)
                        {
                            Labels[next] = label;
                            _open.Push(next);
                        }
                    }
                }
            }
        }

        _areas.Add(area);
        _touching.Add(edge);
    }
}
