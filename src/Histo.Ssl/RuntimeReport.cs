namespace Histo.Ssl;

/// <summary>What <see cref="HistoRuntime.Check"/> found.</summary>
/// <param name="TorchLoads">Whether torch can be used.</param>
/// <param name="BindingPath">TorchSharp's native library; null when it was not found or does not load.</param>
/// <param name="TorchPath">libtorch; null when it was not found or does not load.</param>
/// <param name="Problem">What is wrong; null when nothing is.</param>
/// <param name="Action">What to install or change; null when nothing is wrong.</param>
public sealed record RuntimeReport(bool TorchLoads, string? BindingPath, string? TorchPath, string? Problem, string? Action)
{
    internal static RuntimeReport Broken(string problem, string action) => new(false, null, null, problem, action);
}
