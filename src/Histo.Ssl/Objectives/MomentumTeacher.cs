using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Objectives;

/// <summary>Pairs the parameters of teacher modules with those of the online modules that they follow.</summary>
/// <remarks>Teachers start as copies and never have gradients. The pairs are looked up at first use, after the modules have been moved to their device: moving replaces parameters.</remarks>
internal sealed class MomentumTeacher
{
    private readonly (nn.Module Teacher, nn.Module Online)[] _modules;
    private IReadOnlyList<(Tensor Teacher, Tensor Online)>? _pairs;

    /// <summary>Makes teachers of modules of the same kind: copies parameters and buffers, and switches their gradients off.</summary>
    public MomentumTeacher(params (nn.Module Teacher, nn.Module Online)[] modules)
    {
        _modules = modules;
        using IDisposable frozen = no_grad();
        foreach ((nn.Module teacher, nn.Module online) in modules)
        {
            Dictionary<string, Tensor> source = online.state_dict();
            foreach ((string name, Tensor target) in teacher.state_dict())
            {
                target.copy_(source[name]);
            }

            foreach (Parameter parameter in teacher.parameters())
            {
                parameter.requires_grad = false;
            }
        }
    }

    /// <summary>Teacher and online parameter, pair by pair.</summary>
    public IReadOnlyList<(Tensor Teacher, Tensor Online)> Pairs => _pairs ??= [.. _modules.SelectMany(Match)];

    private static IEnumerable<(Tensor Teacher, Tensor Online)> Match((nn.Module Teacher, nn.Module Online) modules)
    {
        Dictionary<string, Parameter> online = modules.Online.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter, StringComparer.Ordinal);
        return modules.Teacher.named_parameters().Select(entry => ((Tensor)entry.parameter, (Tensor)online[entry.name]));
    }
}
