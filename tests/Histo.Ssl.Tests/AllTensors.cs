namespace Histo.Ssl.Tests;

/// <summary>Tests that count the tensors of all threads: nothing runs beside them.</summary>
[CollectionDefinition(nameof(AllTensors), DisableParallelization = true)]
public sealed class AllTensors;
