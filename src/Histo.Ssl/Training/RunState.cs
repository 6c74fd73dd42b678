using System.Globalization;
using Histo.Ssl.Encoders;
using Histo.Ssl.Objectives;
using static TorchSharp.torch;

namespace Histo.Ssl.Training;

/// <summary>Everything that training changes: weights, heads, teachers, optimiser buffers, averages and the step. Saved and loaded as one file.</summary>
/// <remarks>
/// Randomness needs no state: every number is a function of (seed, step, sample, slot). 2N steps equal N steps, a kill and N more steps after loading, bit for bit on the CPU.
/// </remarks>
public sealed class RunState
{
    private readonly Dictionary<string, Tensor> _tensors = new(StringComparer.Ordinal);

    /// <summary>Collects the state of a run; nothing is copied or owned.</summary>
    /// <param name="encoder">The encoder.</param>
    /// <param name="objective">The objective with its heads and teachers.</param>
    /// <param name="optimizer">The optimiser.</param>
    /// <param name="average">The averaged weights; null for none.</param>
    /// <param name="feedback">What samplers have learnt; null for nothing.</param>
    public RunState(Encoder encoder, IJointEmbeddingObjective objective, Optimizer optimizer, AveragedWeights? average = null, FeatureFeedback? feedback = null)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(optimizer);
        Add("encoder", encoder.state_dict().Select(entry => (entry.Key, entry.Value)));
        Add("objective", objective.Heads.state_dict().Select(entry => (entry.Key, entry.Value)));
        Add("optimizer", optimizer.State);
        Add("average", average?.Tensors ?? []);
        Add("feedback", feedback?.State ?? []);
    }

    /// <summary>Gets or sets the number of finished steps.</summary>
    public long Step { get; set; }

    /// <summary>Writes the state atomically.</summary>
    /// <param name="path">The safetensors file.</param>
    public void Save(string path) =>
        TensorFile.Save(path, _tensors.Select(entry => (entry.Key, entry.Value)), new Dictionary<string, string> { ["step"] = Step.ToString(CultureInfo.InvariantCulture) });

    /// <summary>Fills the state from a file, in place.</summary>
    /// <param name="path">The safetensors file.</param>
    /// <exception cref="TensorMismatchException">HS1502: the file belongs to another network; nothing has been changed.</exception>
    /// <exception cref="HistoException">HS0003: the file is missing or damaged. HS1703: it is not a run state.</exception>
    public void Load(string path)
    {
        if (!TensorFile.ReadMetadata(path).TryGetValue("step", out string? text) || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long step))
        {
            throw new HistoException(ErrorCodes.BadRun, "the file is not a run state: it names no step", path);
        }

        TensorFile.LoadInto(path, _tensors);
        Step = step;
    }

    private void Add(string prefix, IEnumerable<(string Name, Tensor Tensor)> tensors)
    {
        foreach ((string name, Tensor tensor) in tensors)
        {
            _tensors.Add($"{prefix}.{name}", tensor);
        }
    }
}
