using System.Reflection;
using Histo.TestKit;
using Histo.TestKit.Architecture;

namespace Histo.Ssl.Tests;

/// <summary>The house of docs/architecture.md: rooms in one row, arrows only to the left.</summary>
public class ArchitectureTests
{
    private static readonly string[] Rooms =
    [
        "Randomness", "Schedules", "Storage", "Slides", "Tissue", "Tiling", "Pairs", "Views", "Collectives", "Encoders", "Objectives", "Training", "Features", "Evaluation", "Reports", "Comparison",
    ];

    private static readonly string[] TorchFree = ["Randomness", "Schedules", "Storage", "Slides", "Tissue", "Tiling", "Pairs"];

    private static readonly Assembly Library = typeof(HistoException).Assembly;

    [Fact]
    public void Rooms_UseOnlyRoomsBeforeThem()
    {
        var wrong =
            from type in Library.GetTypes()
            let room = RoomOf(type)
            where room >= 0
            from used in TypeUses.Of(type)
            let other = RoomOf(used)
            where other > room
            select $"{type.FullName} ({Rooms[room]}) uses {used.FullName} ({Rooms[other]})";
        wrong.Distinct().Should().BeEmpty();
    }

    [Fact]
    public void RoomsBeforeViews_NeverTouchTorch()
    {
        var wrong =
            from type in Library.GetTypes()
            where RoomOf(type) >= 0 && TorchFree.Contains(Rooms[RoomOf(type)])
            from used in TypeUses.Of(type)
            where used.Assembly.GetName().Name == "TorchSharp"
            select $"{type.FullName} uses {used.FullName}";
        wrong.Distinct().Should().BeEmpty();
    }

    [Fact]
    public void EveryPublicType_LivesInARoomOrAtTheDoor() =>
        Library.GetExportedTypes()
            .Where(type => RoomOf(type) < 0 && type.Namespace != "Histo.Ssl" && type.Namespace != "Microsoft.Extensions.DependencyInjection")
            .Should().BeEmpty();

    [Fact]
    public void EveryErrorCode_IsUniqueAndExplained()
    {
        var codes = typeof(ErrorCodes).GetFields().ToDictionary(field => field.Name, field => (string)field.GetRawConstantValue()!);
        codes.Values.Should().OnlyHaveUniqueItems().And.OnlyContain(code => code.Length == 6 && code.StartsWith("HS", StringComparison.Ordinal));
        string page = File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "docs", "errors.md"));
        codes.Values.Where(code => !page.Contains($"| {code} |", StringComparison.Ordinal)).Should().BeEmpty("docs/errors.md explains every code");
    }

    private static int RoomOf(Type type)
    {
        string[] parts = (type.Namespace ?? string.Empty).Split('.');
        return parts is ["Histo", "Ssl", var room, ..] ? Array.IndexOf(Rooms, room) : -1;
    }
}
