namespace Histo.Ssl.Slides;

/// <summary>How far the inspection of a slide has come.</summary>
/// <param name="FilePath">The file.</param>
/// <param name="RegionsRead">Regions read so far.</param>
/// <param name="RegionsTotal">Regions to read.</param>
public readonly record struct InspectionProgress(string FilePath, long RegionsRead, long RegionsTotal);
