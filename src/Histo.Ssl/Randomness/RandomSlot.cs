namespace Histo.Ssl.Randomness;

/// <summary>What a stream of random numbers is for: streams of different slots are independent.</summary>
public enum RandomSlot : ushort
{
    /// <summary>Order of the anchors in an epoch.</summary>
    AnchorOrder = 1,

    /// <summary>Choice of the positive.</summary>
    Pair = 2,

    /// <summary>Choice between the members of a mixture.</summary>
    Mixture = 3,

    /// <summary>Initial weights.</summary>
    Weights = 4,

    /// <summary>Seed of libtorch's own generator.</summary>
    Torch = 5,

    /// <summary>Synthetic slides.</summary>
    Synthetic = 6,

    /// <summary>Draws of an evaluation: folds, few-shot sets, bootstrap, k-means.</summary>
    Evaluation = 7,

    /// <summary>Order of epochs and other choices of the trainer.</summary>
    Training = 8,

    /// <summary>Stain parameters that all rows of a slide share.</summary>
    Stain = 9,

    /// <summary>First rows of an embedding bank.</summary>
    BankRows = 20,

    /// <summary>Clusterings of an embedding bank.</summary>
    BankClusters = 21,

    /// <summary>Negatives that a loss takes from an embedding bank.</summary>
    BankNegatives = 22,

    /// <summary>Masks of images: which patches masked-image objectives hide.</summary>
    Masks = 30,

    /// <summary>Order of the groups that take turns in balanced batches, and of their tiles.</summary>
    AnchorGroups = 23,

    /// <summary>Dropout within the chunks of a bag.</summary>
    BagChunks = 40,

    /// <summary>Hidden instances of a bag.</summary>
    BagMask = 41,

    /// <summary>Pseudo-bags: which instance goes where.</summary>
    BagGroups = 42,

    /// <summary>Instances of high attention that a pass hides.</summary>
    BagHiding = 43,

    /// <summary>Order of the tiles of a stratum that has fixed rows of every batch.</summary>
    AnchorStrata = 56,
    /// <summary>Order of the bags of an epoch of a slide-level model.</summary>
    BagOrder = 50,

    /// <summary>Which instances of a bag an epoch sees.</summary>
    BagInstances = 51,

    /// <summary>Folds and validation parts of a cohort of bags.</summary>
    BagFolds = 52,

    /// <summary>Bags of the algorithmic unit tests of slide models.</summary>
    UnitTestBags = 57,

    /// <summary>First slot that applications may use for their own samplers.</summary>
    Custom = 64,

    /// <summary>Parameters of view 0; view n uses this slot plus n.</summary>
    View0 = 1024,
}
