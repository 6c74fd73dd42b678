namespace Histo.Ssl.Training;

/// <content>Objectives that decorrelate dimensions.</content>
public sealed partial record Recipe
{
    /// <summary>Gets Barlow Twins with ResNet-50: projector 8192-8192-8192, LARS.</summary>
    public static Recipe BarlowTwins { get; } = new(
        "barlow-twins",
        "facebookresearch/barlowtwins 8e8d284, main.py (1000 epochs, batch 2048)",
        "Batch and length are the user's; batch norm is not synchronised over processes.",
        options =>
        {
            options.Objective.Name = "barlow-twins";
            options.Objective.BarlowTwins.Projector = "8192-8192-8192";
            Residual(options, zeroLastNormalization: true);
            Lars(options, rate: 0.2, weightDecay: 1e-6, warmupShare: 0.01, finalShare: 0.001);
            options.Optimization.BiasLearningRateFactor = 0.0048 / 0.2;
        });

    /// <summary>Gets VICReg with ResNet-50: expander 8192-8192-8192, LARS.</summary>
    public static Recipe VicReg { get; } = new(
        "vicreg",
        "facebookresearch/vicreg 4e12602, main_vicreg.py (100 to 1000 epochs, batch 512 to 2048)",
        "Batch and length are the user's; batch norm is not synchronised over processes. The warm-up is 10 epochs of 1000.",
        options =>
        {
            options.Objective.Name = "vicreg";
            options.Objective.VicReg.Projector = "8192-8192-8192";
            Residual(options, zeroLastNormalization: true);
            Lars(options, rate: 0.2, weightDecay: 1e-6, warmupShare: 0.01, finalShare: 0.001);
        });
}
