using System.CommandLine;

namespace Histo.Cli.Commands;

/// <summary>Holds the commands about feature stores.</summary>
internal sealed class StoreCommand : ICliCommand
{
    public Command Build() => new("store", "Look into feature stores.") { new StoreInspectCommand().Build() };
}
