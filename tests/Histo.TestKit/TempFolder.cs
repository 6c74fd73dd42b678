namespace Histo.TestKit;

/// <summary>A new folder that is deleted with its content.</summary>
public sealed class TempFolder : IDisposable
{
    public TempFolder() => FullPath = Directory.CreateTempSubdirectory("histo-test-").FullName;

    public string FullPath { get; }

    public string File(params string[] parts) => Path.Combine([FullPath, .. parts]);

    public void Dispose() => Directory.Delete(FullPath, recursive: true);
}
