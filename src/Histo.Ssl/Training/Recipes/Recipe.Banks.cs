using Histo.Ssl.Objectives;

namespace Histo.Ssl.Training;

/// <content>Objectives with a memory bank.</content>
public sealed partial record Recipe
{
    /// <summary>Gets SSLP with ResNet-18 as its authors' code trains it: one view, the other side is the bank.</summary>
    public static Recipe Sslp { get; } = new(
        "sslp",
        "HHHedo/SGCL b40f1d8, configs/selfsup/sslp/spatialcl.py and sslp.sh (4 x 32 images, 100 epochs)",
        "The rate of the configuration belongs to a batch of 128 (its comment says 256) and is scaled from there. Rows without neighbours are left out of the mean, the anchor is never its own neighbour: Objective.Sslp.CodeCompatible brings the code's "
        + "behaviour back. The k-means of the bank is this library's. The sampler has no effect, because the self term looks at the bank. " + Lengths,
        options =>
        {
            options.Objective.Name = "sslp";
            options.Objective.Sslp.SelfPositive = SelfPositive.Bank;
            Residual(options, "resnet18");
            Sgd(options, rate: 0.03, weightDecay: 1e-4);
        });

    /// <summary>Gets the merged variant SGCL with ResNet-18.</summary>
    public static Recipe Sgcl { get; } = new(
        "sgcl",
        "HHHedo/SGCL b40f1d8, openselfsup/models/spatialcl.py, SpatialCL2",
        "As for sslp; without the multi-crop quadrants. " + Lengths,
        options =>
        {
            options.Objective.Name = "sgcl";
            options.Objective.Sgcl.SelfPositive = SelfPositive.Bank;
            Residual(options, "resnet18");
            Sgd(options, rate: 0.03, weightDecay: 1e-4);
        });
}
