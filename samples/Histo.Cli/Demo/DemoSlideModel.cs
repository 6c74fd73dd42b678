using Histo.Ssl.Mil.Training;

namespace Histo.Cli.Demo;

/// <summary>What came out of one slide-level model.</summary>
internal sealed record DemoSlideModel(string Name, string Folder, CrossValidationResult Result);
