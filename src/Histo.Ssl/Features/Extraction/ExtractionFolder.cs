using System.Text.Json;
using Histo.Ssl.Storage;

namespace Histo.Ssl.Features;

/// <summary>The folder of an extraction: <c>features/SLIDE.h5</c>, one store a slide, and <c>extraction.json</c>.</summary>
public sealed class ExtractionFolder
{
    private const int LongestName = 200;

    /// <summary>Names an extraction's folder; nothing is read or written yet.</summary>
    /// <param name="path">The folder.</param>
    public ExtractionFolder(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FolderPath = Path.GetFullPath(path);
    }

    /// <summary>Gets the file with the encoder that made the stores, so that models trained on them can read further slides.</summary>
    public string EncoderFile => Path.Combine(FolderPath, "encoder.safetensors");

    /// <summary>Gets the folder.</summary>
    public string FolderPath { get; }

    /// <summary>Gets the folder of the stores.</summary>
    public string StoreFolder => Path.Combine(FolderPath, "features");

    /// <summary>Gets the record: settings, versions, and what became of each slide.</summary>
    public string RecordFile => Path.Combine(FolderPath, "extraction.json");

    /// <summary>Returns the store of a slide, whether it exists or not.</summary>
    /// <param name="slideId">Name of the slide.</param>
    /// <exception cref="HistoException">HS1853: that cannot be the name of a file.</exception>
    public string StoreFile(string slideId)
    {
        ArgumentNullException.ThrowIfNull(slideId);
        bool usable = slideId.Length is > 0 and <= LongestName && slideId.Trim('.', ' ').Length > 0 && !slideId.Any(each => each is '/' or '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|' || char.IsControl(each));
        return usable ? Path.Combine(StoreFolder, slideId + ".h5") : throw new HistoException(
            ErrorCodes.BadStoreName,
            "a slide's name cannot be the name of a file",
            seen: slideId,
            wanted: $"1 to {LongestName} characters without / \\ : * ? \" < > |",
            action: "Change slide_id in the manifest.");
    }

    /// <summary>Reads the record.</summary>
    /// <returns>The record; null when there is none.</returns>
    /// <exception cref="HistoException">HS1851: it is damaged.</exception>
    public ExtractionRecord? ReadRecord()
    {
        if (!File.Exists(RecordFile))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(RecordFile), ExtractionJsonContext.Default.ExtractionRecord) ?? throw new JsonException("the file is empty");
        }
        catch (JsonException error)
        {
            throw new HistoException(ErrorCodes.BadExtractionRecord, $"the record of the extraction cannot be read: {error.Message}", RecordFile, action: "Delete the file: the stores themselves say what is done.", inner: error);
        }
    }

    /// <summary>Writes the record atomically.</summary>
    /// <param name="record">Its content.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public void WriteRecord(ExtractionRecord record) => AtomicFile.WriteText(RecordFile, JsonSerializer.Serialize(record, ExtractionJsonContext.Default.ExtractionRecord));

    /// <summary>Keeps other processes out until it is disposed, and removes what a killed one left half written.</summary>
    /// <exception cref="HistoException">HS1852: another process extracts into the folder.</exception>
    internal FileStream Lock()
    {
        Directory.CreateDirectory(StoreFolder);
        string file = Path.Combine(FolderPath, "extraction.lock");
        FileStream held;
        try
        {
            // The system lets go of it when the process ends, however it ends.
            held = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException error)
        {
            throw new HistoException(ErrorCodes.ExtractionBusy, "another process extracts into this folder", FolderPath, error.Message, action: "Wait until it ends, or name another folder.", inner: error);
        }

        foreach (string rest in Directory.EnumerateFiles(StoreFolder, "*.tmp"))
        {
            File.Delete(rest);
        }

        return held;
    }
}
