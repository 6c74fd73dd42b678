using static TorchSharp.torch;

namespace Histo.Ssl.Encoders;

/// <summary>Fills encoders with weights from elsewhere: files of this library, safetensors, and files of torch.save, with the names of well-known projects.</summary>
/// <remarks>Nothing in a file is ever executed. Floating types are converted to the encoder's. Everything is compared before the first weight changes.</remarks>
public static class EncoderWeights
{
    /// <summary>Fills an encoder from a file, in place.</summary>
    /// <param name="encoder">The encoder, on any device; its parameter objects stay the same.</param>
    /// <param name="path">An encoder file of this library (its hash is checked), any safetensors file, or a file of torch.save (.pt, .pth, .ckpt, .bin). The content decides, not the ending.</param>
    /// <param name="mapping">Name of a mapping (see <see cref="WeightMappings"/>); null (default) for the first that fits.</param>
    /// <param name="resizePositions">Whether the position table of a vision transformer may be resized to the encoder's grid, bicubically. False (default): another grid is an error that tells both shapes.</param>
    /// <returns>What was loaded and what was left out.</returns>
    /// <exception cref="TensorMismatchException">HS1502: names, shapes or types differ; the encoder is unchanged. The error tells the nearest way to read the file.</exception>
    /// <exception cref="HistoException">
    /// HS0003, HS0006: the file is missing or damaged. HS0007: it refers to Python code. HS0008: it is of a kind that is not read. HS1505: an encoder file was changed since it was saved.
    /// HS1520: there is no mapping of that name. HS1521: it holds no tensors.
    /// </exception>
    public static LoadedWeights Load(Encoder encoder, string path, string? mapping = null, bool resizePositions = false)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        IReadOnlyList<WeightMapping>? named = mapping is null ? null : [WeightMappings.Named(mapping)];
        using WeightSource source = WeightSource.Open(path);
        if (!EncoderFile.IsEncoderFile(source.Metadata))
        {
            return new WeightSearch(source, encoder, resizePositions).Load(named);
        }

        using Encoder saved = EncoderFile.Load(path);
        LoadedWeights loaded = new WeightSearch(source, encoder, resizePositions).Load(named ?? [WeightMappings.Plain]);
        return saved.Spec.Mean == encoder.Spec.Mean && saved.Spec.Deviation == encoder.Spec.Deviation
            ? loaded
            : loaded with { Remarks = [.. loaded.Remarks, $"the file's encoder was fed with mean {saved.Spec.Mean} and deviation {saved.Spec.Deviation}, not {encoder.Spec.Mean} and {encoder.Spec.Deviation}"] };
    }

    /// <summary>Fills any module from a file, in place, with mappings of the caller.</summary>
    /// <param name="module">The module, on any device; its parameter objects stay the same.</param>
    /// <param name="path">A safetensors file, or a file of torch.save.</param>
    /// <param name="mappings">
    /// What is tried, in order; for example <c>[WeightMappings.Named("dino") with { Sections = ["student"] }]</c>. Null (default) for those of <see cref="WeightMappings"/> that are meant for such a module and file.
    /// </param>
    /// <param name="resizePositions">Whether a position table may be resized; see the other form.</param>
    /// <returns>What was loaded and what was left out.</returns>
    /// <exception cref="TensorMismatchException">HS1502: names, shapes or types differ; the module is unchanged. The error tells the nearest way to read the file.</exception>
    /// <exception cref="HistoException">
    /// HS0003, HS0006: the file is missing or damaged. HS0007: it refers to Python code. HS0008: it is of a kind that is not read. HS1521: it holds no tensors where the mappings look.
    /// </exception>
    public static LoadedWeights Load(nn.Module module, string path, IReadOnlyList<WeightMapping>? mappings = null, bool resizePositions = false)
    {
        ArgumentNullException.ThrowIfNull(module);
        using WeightSource source = WeightSource.Open(path);
        return new WeightSearch(source, module, resizePositions).Load(mappings);
    }
}
