using System.Runtime.InteropServices;
using System.Text.Json;
using Histo.Ssl.Features;
using Histo.Ssl.Storage;
using Histo.Ssl.Storage.Pytorch;
using Histo.TestKit;
using Histo.TestKit.Golden;
using PureHDF;
using PureHDF.VOL.Native;
using Xunit.Abstractions;

namespace Histo.Ssl.Tests.Features.Stores;

/// <summary>Every value of every file of the folder feature-stores, found through the lists of expected values.</summary>
public class FeatureStoreGoldenTests(ITestOutputHelper output)
{
    private static string? Folder => TestData.GoldenFolder is { } golden && Directory.Exists(Path.Combine(golden, "feature-stores")) ? Path.Combine(golden, "feature-stores") : null;

    public static TheoryData<string, string> Values()
    {
        var data = new TheoryData<string, string>();
        foreach (string system in Names())
        {
            using var expected = new SafetensorsReader(Path.Combine(Folder!, system, "expected.safetensors"));
            foreach (string key in expected.Entries.Keys)
            {
                data.Add(system, key);
            }
        }

        return data;
    }

    public static TheoryData<string> Systems() => new(Names());

    [GoldenTheory]
    [MemberData(nameof(Values))]
    public void Value_IsTheOneThatWasWritten(string system, string key)
    {
        using var expected = new SafetensorsReader(Path.Combine(Folder!, system, "expected.safetensors"));
        TensorEntry entry = expected.Entry(key);
        byte[] bytes = new byte[entry.ByteCount];
        expected.Read(entry, bytes);
        (ElementType type, long[] shape, byte[] seen) = Read(Path.Combine(Folder!, system), key);
        type.Should().Be(entry.Type);
        shape.Should().Equal(entry.Shape);
        seen.Should().Equal(bytes);
    }

    [GoldenTheory]
    [MemberData(nameof(Systems))]
    public void Attributes_AreThoseThatWereWritten(string system)
    {
        using var expected = new SafetensorsReader(Path.Combine(Folder!, system, "expected.safetensors"));
        if (!expected.Metadata.TryGetValue("attributes", out string? text))
        {
            return; // slideflow keeps none; those of the variants are in their README and in the test below.
        }

        using JsonDocument document = JsonDocument.Parse(text);
        foreach (JsonProperty place in document.RootElement.EnumerateObject())
        {
            (string path, string? set) = Split(place.Name);
            using NativeFile file = H5File.OpenRead(Path.Combine(Folder!, system, path));
            var attributes = new Hdf5Attributes(set is null ? file : file.Dataset(set));
            foreach (JsonProperty attribute in place.Value.EnumerateObject())
            {
                if (attribute.Value.ValueKind == JsonValueKind.String)
                {
                    attributes.Text(attribute.Name).Should().Be(attribute.Value.GetString(), $"{place.Name} {attribute.Name}");
                }
                else
                {
                    double[] wanted = attribute.Value.ValueKind == JsonValueKind.Array ? [.. attribute.Value.EnumerateArray().Select(each => each.GetDouble())] : [attribute.Value.GetDouble()];
                    attributes.Numbers(attribute.Name).Should().Equal(wanted, $"{place.Name} {attribute.Name}");
                }
            }
        }
    }

    [GoldenTheory]
    [InlineData("chunked.h5")]
    [InlineData("contiguous.h5")]
    [InlineData("gzip.h5")]
    [InlineData("latest_format.h5")]
    public void VariantAttributes_AreThoseOfTheReadme(string name)
    {
        using NativeFile file = H5File.OpenRead(Path.Combine(Folder!, "hdf5-variants", name));
        var marks = new Hdf5Attributes(file.Dataset("coords"));
        marks.Number("patch_size").Should().Be(256);
        marks.Text("name").Should().Be("slide_\u00E9");
        marks.Text("fixed").Should().Be("fixed-length");
        marks.Numbers("array").Should().Equal(1.5, 2.5);
        new Hdf5Attributes(file).Text("root").Should().Be("text");
    }

    [Fact]
    public void Summary_IsWritten()
    {
        string[] files = Folder is null ? [] : [.. Names()];
        int values = Folder is null ? 0 : Values().Select(each => each).Count();
        string summary = Folder is null ? "golden: 0 files, 0 cases, 0 skipped, 0 unknown (the golden folder is absent; set HISTO_GOLDEN_DIR)" : $"golden: {files.Length} files, {values} cases, 0 skipped, 0 unknown";
        output.WriteLine(summary);
        string folder = Path.Combine(TestData.RepositoryRoot, "artifacts", "test-results");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "golden-stores.txt"), summary + "\n");
        summary.Should().StartWith("golden: ");
    }

    private static IEnumerable<string> Names() => Folder is null ? [] : Directory.EnumerateDirectories(Folder).Select(path => Path.GetFileName(path)!).Where(name => name != "torch-pt").Order(StringComparer.Ordinal);

    private static (ElementType Type, long[] Shape, byte[] Bytes) Read(string folder, string key)
    {
        // What conversions of ours yield comes first, then what the files hold.
        if (key == "patient/p1/features")
        {
            using NativeFile first = H5File.OpenRead(Path.Combine(folder, "uni-3c1d5a70", "cohort", "p1_s1.h5")), second = H5File.OpenRead(Path.Combine(folder, "uni-3c1d5a70", "cohort", "p1_s2.h5"));
            Hdf5Array one = new(first.Dataset("feats"), key), two = new(second.Dataset("feats"), key);
            return (one.Type, [one.Shape[0] + two.Shape[0], one.Shape[1]], [.. one.ReadAll(), .. two.ReadAll()]);
        }

        (string path, string? set) = Split(key);
        string file = Path.Combine(folder, path);
        if (set is "coords_um" or "features_float32")
        {
            using IFeatureStore store = FeatureStores.Open(file);
            store.Info.Unit.Should().Be(PositionUnit.Micrometres);
            return set == "coords_um" ? (ElementType.F64, [store.Info.Rows, 2], Pairs(store)) : (ElementType.F32, [store.Info.Rows, store.Info.Width], Features(store));
        }

        if (key.EndsWith("/top_left", StringComparison.Ordinal))
        {
            using IFeatureStore store = FeatureStores.Open(Path.Combine(folder, key[..^"/top_left".Length] + ".pt"));
            (double[] x, double[] y) = store.ReadPositions();
            return (ElementType.I64, [x.Length, 2], MemoryMarshal.AsBytes<long>(x.Zip(y, (a, b) => new[] { (long)a, (long)b }).SelectMany(pair => pair).ToArray()).ToArray());
        }

        switch (Path.GetExtension(file))
        {
            case ".h5":
                using (NativeFile native = H5File.OpenRead(file))
                {
                    var array = new Hdf5Array(native.Dataset(set!), key);
                    return (array.Type, array.Shape, array.ReadAll());
                }

            case ".pt":
                using (var reader = new PytorchReader(file))
                {
                    var tensor = (PytorchTensor)reader.Root!;
                    byte[] bytes = new byte[tensor.ByteCount];
                    reader.Read(tensor, bytes);
                    return (tensor.Type, [.. tensor.Shape], bytes);
                }

            default:
                NumpyFile numpy = NumpyFile.Read(file);
                return (numpy.Type, numpy.Shape, numpy.Bytes);
        }
    }

    private static byte[] Pairs(IFeatureStore store)
    {
        (double[] x, double[] y) = store.ReadPositions();
        return MemoryMarshal.AsBytes<double>(x.Zip(y, (a, b) => new[] { a, b }).SelectMany(pair => pair).ToArray()).ToArray();
    }

    private static byte[] Features(IFeatureStore store)
    {
        // Row by row and all at once must be the same.
        var all = new float[store.Info.Rows * store.Info.Width];
        store.ReadFeatures(0, store.Info.Rows, all);
        var row = new float[store.Info.Width];
        for (int i = 0; i < store.Info.Rows; i++)
        {
            store.ReadFeatures(i, 1, row);
            row.Should().Equal(all.AsSpan(i * row.Length, row.Length).ToArray());
        }

        return MemoryMarshal.AsBytes<float>(all).ToArray();
    }

    // "folder/file.h5/set" to file and set.
    private static (string Path, string? Set) Split(string key)
    {
        foreach (string ending in new[] { ".h5", ".npz", ".npy", ".pt" })
        {
            int at = key.IndexOf(ending + "/", StringComparison.Ordinal);
            if (at >= 0)
            {
                return (key[..(at + ending.Length)], key[(at + ending.Length + 1)..]);
            }
        }

        return (key, null);
    }
}
