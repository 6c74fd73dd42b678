using System.Diagnostics;
using Histo.Ssl.Features;
using Histo.Ssl.Storage;
using Histo.TestKit;
using Histo.TestKit.Golden;

namespace Histo.Ssl.Tests.Features.Stores;

public sealed class FeatureStoreTests : IDisposable
{
    private const int Rows = 150, Width = 5;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(ElementType.F32, 0)]
    [InlineData(ElementType.F16, 1e-3)]
    [InlineData(ElementType.BF16, 8e-3)]
    public void Written_Store_IsReadBackAndVerifies(ElementType type, double tolerance)
    {
        string path = Write(type);
        using IFeatureStore store = FeatureStores.Open(path);
        FeatureStoreInfo info = store.Info;
        (info.Format, info.Rows, info.Width, info.Type, info.HasPositions).Should().Be((StoreFormat.Histo, Rows, Width, type, true));
        (info.Encoder, info.EncoderHash, info.InputSize, info.Mpp, info.TileSize, info.Stride, info.Step, info.TileExtent).Should().Be(("resnet18", "abc", 224, 0.5, 256, 192, 384.0, 512.0));
        info.Normalisation.Should().Equal(1, 2, 3, 4, 5, 6);
        var rows = new float[3 * Width];
        store.ReadFeatures(100, 3, rows);
        rows.Zip(Enumerable.Range(100 * Width, 3 * Width).Select(Value), (seen, wanted) => Math.Abs(seen - wanted) / (1 + Math.Abs(wanted))).Max().Should().BeLessThanOrEqualTo(tolerance);
        (double[] x, double[] y) = store.ReadPositions();
        x[^1].Should().Be((Rows - 1) % 10 * 384);
        y[^1].Should().Be((Rows - 1) / 10 * 384);
        FeatureStores.Verify(path).Should().BeTrue();
    }

    [Fact]
    public void Damaged_Store_IsFound()
    {
        string path = Write(ElementType.F32);
        byte[] whole = File.ReadAllBytes(path);
        foreach (int length in new[] { 0, 100, whole.Length / 2, whole.Length - 1 })
        {
            File.WriteAllBytes(path, whole[..length]);
            Broken(path).Should().BeTrue($"{length} of {whole.Length} bytes");
        }

        // One flipped bit in the features.
        byte[] flipped = [.. whole];
        int at = whole.AsSpan().IndexOf(BitConverter.GetBytes((float)Value(37)));
        flipped[at] ^= 1;
        File.WriteAllBytes(path, flipped);
        FeatureStores.Verify(path).Should().BeFalse();
    }

    [Fact]
    public void Unfinished_Store_LeavesNoFile()
    {
        string path = Path.Combine(_folder.FullPath, "half.h5");
        using (IFeatureStoreWriter writer = FeatureStoreFile.Create(path, Description(ElementType.F32)))
        {
            writer.Append(new float[Width], [0, 0]);
        }

        Directory.EnumerateFileSystemEntries(_folder.FullPath).Should().BeEmpty();
    }

    [Fact]
    public void Empty_Slide_IsAStoreWithoutRows()
    {
        string path = Path.Combine(_folder.FullPath, "empty.h5");
        using (IFeatureStoreWriter writer = FeatureStoreFile.Create(path, Description(ElementType.F32)))
        {
            writer.Complete();
        }

        using IFeatureStore store = FeatureStores.Open(path);
        (store.Info.Rows, store.Info.Width).Should().Be((0, Width));
        store.ReadPositions().X.Should().BeEmpty();
        FeatureStores.Verify(path).Should().BeTrue();
    }

    [Theory]
    [InlineData("nothing.h5", "HS1832")]
    [InlineData("text.h5", "HS1830")]
    public void Wrong_File_IsRefusedWithACode(string name, string code)
    {
        string path = Path.Combine(_folder.FullPath, name);
        if (name == "text.h5")
        {
            File.WriteAllText(path, "not HDF5");
        }

        FluentActions.Invoking(() => FeatureStores.Open(path)).Should().Throw<HistoException>().Which.Code.Should().Be(code);
    }

    [GoldenTheory]
    [InlineData("clam/h5_files/tumor_001.h5", StoreFormat.Clam, 32, null)]
    [InlineData("clam/pt_files/normal_007.pt", StoreFormat.Clam, 20, 512.0)]
    [InlineData("trident/10x_512px_128px_overlap/features_uni_v1/slide_overlap.h5", StoreFormat.Trident, 30, 2048.0)]
    [InlineData("trident/20x_256px_0px_overlap/features_uni_v1/slide_np.pt", StoreFormat.Trident, 37, 512.0)]
    [InlineData("trident/batch_axis/features_uni_v1/slide_batch.h5", StoreFormat.Trident, 20, null)]
    [InlineData("slideflow/bags/slide_x.pt", StoreFormat.Slideflow, 33, 604.0)]
    [InlineData("stamp/ctranspath/v1.h5", StoreFormat.Stamp, 28, 256.0)]
    public void Foreign_Store_IsUnderstood(string file, StoreFormat format, int rows, double? extent)
    {
        using IFeatureStore store = FeatureStores.Open(Path.Combine(TestData.GoldenFolder!, "feature-stores", file));
        (store.Info.Format, store.Info.Rows, store.Info.Width, store.Info.HasPositions).Should().Be((format, rows, 16, true));
        if (extent is not null)
        {
            store.Info.TileExtent.Should().Be(extent);
        }

        if (file.Contains("overlap/features_uni_v1/slide_overlap", StringComparison.Ordinal))
        {
            store.Info.Step.Should().Be(1536);
        }
    }

    [GoldenTheory]
    [InlineData("trident/20x_256px_0px_overlap/features_uni_v1/empty_unknown_width.h5")]
    [InlineData("trident/20x_256px_0px_overlap/features_uni_v1/empty_known_width.h5")]
    [InlineData("trident/20x_256px_0px_overlap/features_uni_v1/empty_np.pt")]
    public void Foreign_EmptySlide_HasNoRows(string file)
    {
        using IFeatureStore store = FeatureStores.Open(Path.Combine(TestData.GoldenFolder!, "feature-stores", file));
        store.Info.Rows.Should().Be(0);
    }

    [GoldenTheory]
    [InlineData("trident/20x_256px_0px_overlap/slide_features_titan/slide_f32.h5")]
    [InlineData("stamp/uni-slide-3c1d5a70/p1.h5")]
    [InlineData("clam/patches/tumor_001.h5")]
    public void Foreign_FileWithoutTiles_IsRefused(string file) =>
        FluentActions.Invoking(() => FeatureStores.Open(Path.Combine(TestData.GoldenFolder!, "feature-stores", file))).Should().Throw<HistoException>().Which.Code.Should().Be("HS1831");

    [GoldenTheory]
    [InlineData("clam/h5_files/tumor_001.h5")]
    public void OffLattice_Tiles_AreNoticed(string file)
    {
        using IFeatureStore store = FeatureStores.Open(Path.Combine(TestData.GoldenFolder!, "feature-stores", file));
        store.Info.Notices.Should().Contain(notice => notice.Contains("lattice", StringComparison.Ordinal)).And.Contain(notice => notice.Contains("step", StringComparison.Ordinal));
    }

    [DataFact("wsi-features")]
    public void RealBag_OfTcga_IsRead()
    {
        using IFeatureStore store = FeatureStores.Open(Path.Combine(TestData.DataFolder!, "wsi-features", "TCGA-AD-6964-01Z-00-DX1.features.h5"));
        (store.Info.Rows, store.Info.Width, store.Info.Step).Should().Be((777, 512, 512.0));
        FeatureStores.Verify(Path.Combine(TestData.DataFolder!, "wsi-features", "TCGA-AD-6964-01Z-00-DX1.features.h5")).Should().BeTrue();
    }

    [H5pyFact]
    public void Written_Store_OpensInH5py()
    {
        string path = Write(ElementType.F32);
        const string Script =
            """
            import h5py, sys
            f = h5py.File(sys.argv[1], 'r')
            x, c = f['features'], f['coords']
            print(x.dtype, x.shape, c.dtype, c.shape)
            print([float(v) for v in x[100]])
            print([int(v) for v in c[149]])
            print({k: (v if isinstance(v, str) else int(v)) for k, v in sorted(c.attrs.items())})
            print(f.attrs['encoder_sha256'], float(f.attrs['mpp']), [float(v) for v in f.attrs['normalisation']])
            """;
        string script = Path.Combine(_folder.FullPath, "read.py");
        File.WriteAllText(script, Script);
        using Process python = Process.Start(new ProcessStartInfo(H5pyFactAttribute.Python, [script, path]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string[] lines = python.StandardOutput.ReadToEnd().Split('\n');
        python.StandardError.ReadToEnd().Should().BeEmpty();
        lines[0].Should().Be("float32 (150, 5) int64 (150, 2)");
        lines[1].Should().Be("[" + string.Join(", ", Enumerable.Range(500, 5).Select(i => Value(i).ToString("0.0##", System.Globalization.CultureInfo.InvariantCulture))) + "]");
        lines[2].Should().Be("[3456, 5376]");
        lines[3].Should().Be("{'level0_height': 30000, 'level0_magnification': 40, 'level0_width': 20000, 'name': 'slide', 'overlap': 64, 'patch_size': 256, 'patch_size_level0': 512, 'savetodir': '', 'target_magnification': 20}");
        lines[4].Should().Be("abc 0.5 [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]");
    }

    private static double Value(int i) => (i * 0.25) - 17;

    private static FeatureStoreDescription Description(ElementType type) => new()
    {
        SlideId = "slide", Width = Width, Type = type, Encoder = "resnet18", EncoderHash = "abc", InputSize = 224, Normalisation = [1, 2, 3, 4, 5, 6], Mpp = 0.5, TileSize = 256, Stride = 192, TileExtent = 512, Step = 384,
        Level0Mpp = 0.25, Level0Width = 20000, Level0Height = 30000,
    };

    private static bool Broken(string path)
    {
        try
        {
            return !FeatureStores.Verify(path);
        }
        catch (HistoException error)
        {
            return error.Code == "HS1830";
        }
    }

    private string Write(ElementType type)
    {
        string path = Path.Combine(_folder.FullPath, "slide.h5");
        using IFeatureStoreWriter writer = FeatureStoreFile.Create(path, Description(type));
        for (int first = 0; first < Rows; first += 50)
        {
            int start = first;
            writer.Append([.. Enumerable.Range(start * Width, 50 * Width).Select(i => (float)Value(i))], [.. Enumerable.Range(start, 50).SelectMany(i => new long[] { i % 10 * 384, i / 10 * 384 })]);
        }

        writer.Complete();
        return path;
    }
}
