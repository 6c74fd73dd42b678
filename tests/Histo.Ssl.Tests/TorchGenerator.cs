namespace Histo.Ssl.Tests;

/// <summary>Tests that seed torch's own generator: it is one for the whole process, so nothing runs beside them.</summary>
[CollectionDefinition(nameof(TorchGenerator), DisableParallelization = true)]
public sealed class TorchGenerator;
