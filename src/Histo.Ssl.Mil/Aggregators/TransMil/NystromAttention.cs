using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Aggregators;

/// <summary>Self-attention through landmarks, linear in the sequence: softmax(q k~) pinv(softmax(q~ k~)) (softmax(q~ k) v), and a convolution of v along the sequence.</summary>
/// <remarks>
/// The sequence is padded with zeros in front to a multiple of m; landmarks are means of groups of consecutive rows. Padding takes part in the softmax, as in the published code.
/// Source: Y. Xiong et al., "Nystromformer", AAAI 2021; lucidrains/nystrom-attention as shipped in ACMIL e53d19c architecture/nystrom_attention.py.
/// </remarks>
internal sealed class NystromAttention : nn.Module<Tensor, Tensor>
{
    private const int InverseSteps = 6, Kernel = 33;

    private readonly int _heads, _width, _landmarks;
    private readonly double _dropout;
    private readonly Linear _qkv, _output;
    private readonly NamedParts? _kernels;

    public NystromAttention(int inputs, int heads, int width, int landmarks, double dropout, bool convolution = true)
        : base(nameof(NystromAttention))
    {
        (_heads, _width, _landmarks, _dropout) = (heads, width, landmarks, dropout);
        _qkv = nn.Linear(inputs, 3 * heads * width, hasBias: false);
        _output = nn.Linear(heads * width, inputs);
        register_module("to_qkv", _qkv);
        register_module("to_out", new NamedParts(("0", _output)));
        if (convolution)
        {
            var kernels = new NamedParts();
            Tokens.Register(kernels, "weight", heads, 1, Kernel, 1);
            register_module("res_conv", _kernels = kernels);
        }
    }

    /// <summary>(n, inputs) to (n, inputs); a tensor of the current scope.</summary>
    public override Tensor forward(Tensor input) => Attend(input, row: null).Output;

    /// <summary>Also computes what one token attends to.</summary>
    /// <param name="input">(n, inputs).</param>
    /// <param name="row">The token; null for none.</param>
    /// <returns>Output (n, inputs), and the token's row of the product of the three factors, (heads, n).</returns>
    public (Tensor Output, Tensor? Row) Attend(Tensor input, int? row)
    {
        long count = input.size(0), padding = (_landmarks - (count % _landmarks)) % _landmarks, length = count + padding;
        Tensor padded = padding == 0 ? input : cat([zeros(padding, input.size(1), dtype: input.dtype, device: input.device), input]);
        Tensor[] parts = [.. _qkv.call(padded).chunk(3, 1).Select(part => part.reshape(length, _heads, _width).transpose(0, 1))];
        Tensor queries = parts[0] * Math.Pow(_width, -0.5), keys = parts[1], values = parts[2];
        long group = length / _landmarks;
        Tensor queryMarks = queries.reshape(_heads, _landmarks, group, _width).mean([2]), keyMarks = keys.reshape(_heads, _landmarks, group, _width).mean([2]);
        Tensor first = queries.matmul(keyMarks.transpose(1, 2)).softmax(2), second = queryMarks.matmul(keyMarks.transpose(1, 2)).softmax(2), third = queryMarks.matmul(keys.transpose(1, 2)).softmax(2);
        Tensor inverse = PseudoInverse(second), mixed = first.matmul(inverse).matmul(third.matmul(values));
        if (_kernels is not null)
        {
            mixed = mixed + nn.functional.conv2d(values.unsqueeze(0), _kernels.get_parameter("weight")!, padding: [Kernel / 2, 0], groups: _heads).squeeze(0);
        }

        Tensor output = _output.call(mixed.transpose(0, 1).reshape(length, _heads * _width));
        output = _dropout > 0 ? nn.functional.dropout(output, _dropout, training) : output;
        Tensor? attended = row is { } token ? first.narrow(1, padding + token, 1).matmul(inverse).matmul(third).squeeze(1).narrow(1, padding, count) : null;
        return (output.narrow(0, padding, count), attended);
    }

    /// <summary>The iterative pseudo-inverse of matrices (..., m, m); the first scale is taken over all of them together.</summary>
    internal static Tensor PseudoInverse(Tensor matrices)
    {
        Tensor sizes = matrices.abs(), identity = eye(matrices.size(-1), dtype: matrices.dtype, device: matrices.device);
        Tensor inverse = matrices.transpose(-2, -1) / (sizes.sum(dim: -1).max() * sizes.sum(dim: -2).max());
        for (int step = 0; step < InverseSteps; step++)
        {
            Tensor product = matrices.matmul(inverse);
            inverse = 0.25 * inverse.matmul((13 * identity) - product.matmul((15 * identity) - product.matmul((7 * identity) - product)));
        }

        return inverse;
    }
}
