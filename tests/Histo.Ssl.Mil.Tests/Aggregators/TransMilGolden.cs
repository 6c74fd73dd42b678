using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Tests.Golden;
using Histo.TestKit.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Tests.Aggregators;

public sealed class NystromAttentionGolden : IGoldenCheck
{
    public string Stem => "nystrom_attention";

    public void Check(GoldenCase golden)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = golden.Input();
        if (golden.Has("out/pinv"))
        {
            Tensor inverse = NystromAttention.PseudoInverse(x);
            golden.ShouldMatchAll(new Dictionary<string, Tensor> { ["out/pinv"] = inverse });
            if (golden.Has("grad/x"))
            {
                (inverse * golden.Tensor("in/upstream")).sum().backward();
                golden.ShouldMatchGradient("grad/x", "grad", x.grad!);
            }

            return;
        }

        long[] sizes = golden.Longs("in/heads_dimhead_landmarks");
        using var attention = new NystromAttention((int)x.size(1), (int)sizes[0], (int)sizes[1], (int)sizes[2], 0, convolution: golden.Has("param/res_conv.weight"));
        golden.Load(attention);
        Tensor y = attention.call(x);
        (y * golden.Tensor("in/upstream")).sum().backward();
        golden.ShouldMatchAll(new Dictionary<string, Tensor> { ["out/y"] = y });
        golden.ShouldMatchGradients(attention, x);
    }
}

public sealed class PositionConvolutionsGolden : IGoldenCheck
{
    public string Stem => "transmil_ppeg";

    public void Check(GoldenCase golden)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = golden.Input();
        using var layer = new PositionConvolutions((int)x.size(1));
        golden.Load(layer);
        Tensor y = layer.call(x);
        (y * golden.Tensor("in/upstream")).sum().backward();
        golden.ShouldMatchAll(new Dictionary<string, Tensor> { ["out/y"] = y });
        golden.ShouldMatchGradients(layer, x);
    }
}

public sealed class TransMilGolden : IGoldenCheck
{
    // Also takes transmil_full_size.
    public string Stem => "transmil";

    public void Check(GoldenCase golden)
    {
        using DisposeScope scope = NewDisposeScope();
        using var model = new TransMil(golden.Integer("D"), golden.Integer("classes"), new TransMilOptions { HiddenSize = golden.Integer("dim"), Heads = golden.Integer("heads"), Dropout = 0 });
        golden.Load(model);
        Tensor x = golden.Input();
        TransMilPass pass = model.Run(x);
        Tensor loss = new ClassTarget((int)golden.Longs("in/label")[0]).Loss(pass.Logits);
        loss.backward();
        golden.ShouldMatchAll(new Dictionary<string, Tensor>
        {
            ["out/fc1"] = Cut("out/fc1", pass.Projected), ["out/layer1"] = Cut("out/layer1", pass.First), ["out/ppeg"] = Cut("out/ppeg", pass.Placed), ["out/layer2"] = Cut("out/layer2", pass.Second),
            ["out/bag_embedding"] = pass.Embedding, ["out/cls_attention_layer2"] = pass.ClassAttention, ["out/logits"] = pass.Logits, ["out/prob"] = pass.Logits.softmax(1), ["loss/ce"] = loss,
        });
        golden.ShouldMatchGradients(model, x);

        // Large cases keep the first tokens only.
        Tensor Cut(string key, Tensor value) => golden.Has(key) ? value.narrow(0, 0, golden.Shape(key)[0]) : value;
    }
}
