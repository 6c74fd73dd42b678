using static TorchSharp.torch;

namespace Histo.Ssl.Training;

/// <summary>A trainable tensor and the name under which its optimiser state is saved.</summary>
/// <param name="Name">Unique name, for example "encoder.layer1.0.conv1.weight".</param>
/// <param name="Tensor">The parameter; owned by its module.</param>
public sealed record NamedParameter(string Name, Tensor Tensor);
