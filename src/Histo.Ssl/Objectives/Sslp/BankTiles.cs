using Histo.Ssl.Encoders;
using Histo.Ssl.Tiling;

namespace Histo.Ssl.Objectives;

/// <summary>What the objectives with a bank share beside their losses.</summary>
internal static class BankTiles
{
    /// <summary>Returns the tiles that the bank has rows for.</summary>
    /// <exception cref="HistoException">HS1610: there are none.</exception>
    public static TileSet Require(ObjectiveSetup setup, string objective) => setup.Tiles ?? throw new HistoException(
        ErrorCodes.ObjectiveNeedsTiles, "the objective keeps an embedding for each tile and needs to know the tiles", objective, action: "Create it with ObjectiveSetup.Tiles, or choose an objective without a bank.");

    /// <summary>Reads a neck of linear layers with bias and ReLU between.</summary>
    /// <exception cref="HistoException">HS1506: it cannot be read.</exception>
    public static ProjectorSpec Neck(string text) => ProjectorSpec.Parse(text) with { HiddenBias = true, OutputBias = true, HiddenNormalization = false };

    /// <summary>Clusters a bank when as many epochs as asked for have begun since it was last clustered.</summary>
    public static void ClusterWhenDue(EmbeddingBank bank, long epoch, int every)
    {
        long round = bank.Round;
        if (round < 0 || epoch >= round + every)
        {
            bank.Cluster(epoch);
        }
    }
}
