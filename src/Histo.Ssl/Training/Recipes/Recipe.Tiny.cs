namespace Histo.Ssl.Training;

/// <content>Trials and tests.</content>
public sealed partial record Recipe
{
    /// <summary>Gets small heads, queues, prototypes and banks for every objective, and a narrow encoder: for trials and tests.</summary>
    public static Recipe Tiny { get; } = new(
        "tiny",
        "none: a recipe of this library",
        "Nothing of it is published: sizes are chosen so that a step takes milliseconds. Keeps the objective and may follow another recipe.",
        options =>
        {
            options.Objective.BarlowTwins.Projector = options.Objective.VicReg.Projector = "64-64-64";
            options.Encoder.Width = 8;
        });
}
