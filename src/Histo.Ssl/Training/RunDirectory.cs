using System.Globalization;
using System.Text;
using System.Text.Json;
using Histo.Ssl.Storage;

namespace Histo.Ssl.Training;

/// <summary>The folder of a run: <c>run.json</c>, <c>meters.jsonl</c>, <c>encoder.safetensors</c>, <c>tiles.safetensors</c>, <c>checkpoint/</c>, <c>report.html</c>.</summary>
/// <remarks>
/// A checkpoint is a safetensors file named by its step and a small JSON file that points to it; renaming the JSON file over its predecessor is the moment at which the checkpoint counts,
/// so a process killed at any time leaves a checkpoint that is whole. Meters written after the newest checkpoint are cut off on resume: each step stands in the file once.
/// </remarks>
public sealed class RunDirectory : IRunStore, IDisposable
{
    private FileStream? _meters;

    /// <summary>Names a run's folder; nothing is read or written yet.</summary>
    /// <param name="path">The folder.</param>
    public RunDirectory(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FolderPath = Path.GetFullPath(path);
    }

    /// <summary>Gets the folder.</summary>
    public string FolderPath { get; }

    /// <summary>Gets the file of options, versions, hashes and final meters.</summary>
    public string RunFile => Path.Combine(FolderPath, "run.json");

    /// <summary>Gets the file with one line of JSON a step.</summary>
    public string MetersFile => Path.Combine(FolderPath, "meters.jsonl");

    /// <summary>Gets the trained encoder.</summary>
    public string EncoderFile => Path.Combine(FolderPath, "encoder.safetensors");

    /// <summary>Gets the averaged encoder, written when an average was asked for.</summary>
    public string AverageFile => Path.Combine(FolderPath, "encoder-average.safetensors");

    /// <summary>Gets the tiles of the run.</summary>
    public string TilesFile => Path.Combine(FolderPath, "tiles.safetensors");

    /// <summary>Gets the report for people.</summary>
    public string ReportFile => Path.Combine(FolderPath, "report.html");

    private string CheckpointFolder => Path.Combine(FolderPath, "checkpoint");

    private string PointerFile => Path.Combine(CheckpointFolder, "latest.json");

    /// <inheritdoc/>
    public void Save(RunState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        string name = string.Create(CultureInfo.InvariantCulture, $"step-{state.Step:D8}.safetensors");
        state.Save(Path.Combine(CheckpointFolder, name));
        AtomicFile.WriteText(PointerFile, JsonSerializer.Serialize(new CheckpointPointer(state.Step, name), TrainingJson.Default.CheckpointPointer));
        foreach (string other in Directory.EnumerateFiles(CheckpointFolder, "step-*").Where(file => Path.GetFileName(file) != name))
        {
            File.Delete(other);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="HistoException">HS1703: the checkpoint or the meters are damaged. HS1502: it belongs to another network.</exception>
    public bool TryLoad(RunState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (!File.Exists(PointerFile))
        {
            CutMeters(0);
            return false;
        }

        CheckpointPointer pointer = ReadPointer();
        string file = Path.Combine(CheckpointFolder, pointer.File);
        try
        {
            state.Load(file);
        }
        catch (HistoException error) when (error.Code == ErrorCodes.BadTensorFile)
        {
            throw new HistoException(ErrorCodes.BadRun, $"the checkpoint is missing or damaged: {error.What}", file, action: "Start the run anew in another folder.", inner: error);
        }

        CutMeters(state.Step);
        return true;
    }

    /// <inheritdoc/>
    public void Append(StepMeters meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        if (_meters is null)
        {
            Directory.CreateDirectory(FolderPath);
            _meters = new FileStream(MetersFile, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        }

        _meters.Write(JsonSerializer.SerializeToUtf8Bytes(meters, TrainingJson.Default.StepMeters));
        _meters.Write("\n"u8);
        _meters.Flush();
    }

    /// <summary>Writes <c>run.json</c> atomically.</summary>
    /// <param name="record">Its content.</param>
    public void WriteRecord(RunRecord record) => AtomicFile.WriteText(RunFile, JsonSerializer.Serialize(record, PretrainJsonContext.Default.RunRecord));

    /// <summary>Reads <c>run.json</c>.</summary>
    /// <exception cref="HistoException">HS1703: there is none, or it is damaged.</exception>
    public RunRecord ReadRecord()
    {
        if (!File.Exists(RunFile))
        {
            throw new HistoException(ErrorCodes.BadRun, "the folder holds no run", FolderPath, action: "Name the folder that was given to --out.");
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(RunFile), PretrainJsonContext.Default.RunRecord) ?? throw new JsonException("the file is empty");
        }
        catch (JsonException error)
        {
            throw new HistoException(ErrorCodes.BadRun, $"run.json cannot be read: {error.Message}", RunFile, action: "Start the run anew in another folder.", inner: error);
        }
    }

    /// <summary>Reads the meters of all steps that are on file.</summary>
    /// <returns>The meters in order; a last line that a kill cut short is left out.</returns>
    /// <exception cref="HistoException">HS1703: another line is damaged.</exception>
    public IReadOnlyList<StepMeters> ReadMeters()
    {
        if (!File.Exists(MetersFile))
        {
            return [];
        }

        using var stream = new FileStream(MetersFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var meters = new List<StepMeters>();
        while (reader.ReadLine() is string line)
        {
            try
            {
                meters.Add(JsonSerializer.Deserialize(line, TrainingJson.Default.StepMeters) ?? throw new JsonException("the line is null"));
            }
            catch (JsonException) when (reader.EndOfStream)
            {
                break;
            }
            catch (JsonException error)
            {
                throw new HistoException(ErrorCodes.BadRun, $"line {meters.Count + 1} of the meters cannot be read", MetersFile, action: "Start the run anew in another folder.", inner: error);
            }
        }

        return meters;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _meters?.Dispose();
        _meters = null;
    }

    private CheckpointPointer ReadPointer()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(PointerFile), TrainingJson.Default.CheckpointPointer)
                ?? throw new JsonException("the file is empty");
        }
        catch (JsonException error)
        {
            throw new HistoException(ErrorCodes.BadRun, "the checkpoint's pointer is damaged", PointerFile, action: "Start the run anew in another folder.", inner: error);
        }
    }

    private void CutMeters(long step)
    {
        Dispose();
        IReadOnlyList<StepMeters> kept = [.. ReadMeters().Where(meters => meters.Step < step)];
        if (!File.Exists(MetersFile))
        {
            return;
        }

        AtomicFile.Write(MetersFile, stream =>
        {
            foreach (StepMeters meters in kept)
            {
                stream.Write(JsonSerializer.SerializeToUtf8Bytes(meters, TrainingJson.Default.StepMeters));
                stream.Write("\n"u8);
            }
        });
    }
}
