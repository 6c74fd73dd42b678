using System.CommandLine;

namespace Histo.Cli;

/// <summary>One command of the console.</summary>
internal interface ICliCommand
{
    Command Build();
}
