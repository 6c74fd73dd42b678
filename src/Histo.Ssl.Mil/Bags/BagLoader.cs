using System.Runtime.InteropServices;
using Histo.Ssl.Features;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Bags;

/// <summary>Reads feature stores into bags.</summary>
/// <remarks>
/// Rows go from the file straight into the tensor's memory. Several slides become one bag with their positions in steps of the first slide, each set beside the one before with a gap of <see cref="Gap"/> steps, so that
/// tiles of different slides never are neighbours.
/// </remarks>
public static class BagLoader
{
    /// <summary>Distance in steps between the slides of a bag; no graph reaches that far.</summary>
    public const double Gap = 1000;

    // A span of floats ends at 2^31 - 1 elements: larger stores are read in pieces.
    private const int PieceElements = 1 << 28;

    /// <summary>Reads one slide.</summary>
    /// <param name="store">The slide's features; stays open, the caller's.</param>
    /// <param name="id">Name of the bag; null for the slide's.</param>
    /// <returns>Features in float32 on the CPU, with positions where the store has them; the caller disposes it.</returns>
    /// <exception cref="HistoException">HS2001: the slide has no tile.</exception>
    public static Bag Load(IFeatureStore store, string? id = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        return Load(id ?? store.Info.SlideId, [store]);
    }

    /// <summary>Reads the slides of a patient, one behind the other.</summary>
    /// <param name="id">Name of the bag.</param>
    /// <param name="stores">One or more; they stay open, the caller's.</param>
    /// <returns>Features in float32 on the CPU; positions where every store has them. The caller disposes it.</returns>
    /// <exception cref="HistoException">HS2001: a slide has no tile. HS2002: the slides have features of different lengths.</exception>
    public static Bag Load(string id, IReadOnlyList<IFeatureStore> stores)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(stores);
        Check(id, stores);
        using DisposeScope scope = NewDisposeScope();
        Tensor features = empty([stores.Sum(store => (long)store.Info.Rows), stores[0].Info.Width], dtype: ScalarType.Float32);
        long first = 0;
        foreach (IFeatureStore store in stores)
        {
            Read(store, features.narrow(0, first, store.Info.Rows));
            first += store.Info.Rows;
        }

        return new Bag(id, features, Positions(stores));
    }

    private static void Check(string id, IReadOnlyList<IFeatureStore> stores)
    {
        if (stores.Count == 0)
        {
            throw new HistoException(ErrorCodes.EmptyBag, "the bag has no slide", id, 0, "1 or more");
        }

        foreach (FeatureStoreInfo info in stores.Select(store => store.Info))
        {
            if (info.Rows == 0)
            {
                throw new HistoException(ErrorCodes.EmptyBag, "the slide has no tile", info.SlideId, 0, "1 or more", "Leave the slide out, or find out why its tissue mask is empty (histo tile).");
            }

            if (info.Width != stores[0].Info.Width)
            {
                throw new HistoException(ErrorCodes.BagMismatch, $"slide {info.SlideId} has features of another length than {stores[0].Info.SlideId}", id, info.Width, stores[0].Info.Width);
            }
        }
    }

    private static void Read(IFeatureStore store, Tensor rows)
    {
        int width = store.Info.Width, piece = Math.Max(1, PieceElements / width);
        for (int row = 0; row < store.Info.Rows; row += piece)
        {
            int count = Math.Min(piece, store.Info.Rows - row);
            using Tensor part = rows.narrow(0, row, count);
            store.ReadFeatures(row, count, MemoryMarshal.Cast<byte, float>(part.bytes));
        }
    }

    private static TilePositions? Positions(IReadOnlyList<IFeatureStore> stores)
    {
        if (stores.Any(store => !store.Info.HasPositions))
        {
            return null;
        }

        double step = StepOf(stores[0].Info), right = double.NaN;
        List<double> allX = [], allY = [];
        foreach (IFeatureStore store in stores)
        {
            (double[] x, double[] y) = store.ReadPositions();
            double scale = step / StepOf(store.Info), shift = double.IsNaN(right) ? 0 : right + (Gap * step) - (scale * x.Min());
            allX.AddRange(x.Select(value => (scale * value) + shift));
            allY.AddRange(y.Select(value => scale * value));
            right = allX.TakeLast(x.Length).Max();
        }

        return new TilePositions([.. allX], [.. allY], step, stores[0].Info.TileExtent ?? step);
    }

    // A slide of one tile has no step to find: any length will do.
    private static double StepOf(FeatureStoreInfo info) => info.Step ?? info.TileExtent ?? 1;
}
