namespace Histo.Ssl.Views;

/// <summary>The orders in which the operations of colour jitter can come, numbered lexicographically.</summary>
public static class JitterOrders
{
    /// <summary>Number of orders.</summary>
    public const int Count = 24;

    private static readonly JitterOperation[] Table = Build();

    /// <summary>Returns the four operations of an order, first to last.</summary>
    /// <param name="order">0 (brightness, contrast, saturation, hue) to 23 (the reverse).</param>
    public static ReadOnlySpan<JitterOperation> Of(int order) => Table.AsSpan(order * 4, 4);

    private static JitterOperation[] Build()
    {
        // How many orders share their first 1, 2, 3, 4 operations.
        int[] blocks = [6, 2, 1, 1];
        var table = new JitterOperation[Count * 4];
        for (int order = 0; order < Count; order++)
        {
            var left = new List<JitterOperation> { JitterOperation.Brightness, JitterOperation.Contrast, JitterOperation.Saturation, JitterOperation.Hue };
            int rest = order;
            for (int place = 0; place < 4; place++)
            {
                int pick = rest / blocks[place];
                rest %= blocks[place];
                table[(order * 4) + place] = left[pick];
                left.RemoveAt(pick);
            }
        }

        return table;
    }
}
