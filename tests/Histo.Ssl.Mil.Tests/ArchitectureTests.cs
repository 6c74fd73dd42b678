using System.Reflection;
using Histo.Ssl.Mil.Bags;
using Histo.TestKit.Architecture;

namespace Histo.Ssl.Mil.Tests;

/// <summary>The slide-level half of the house of docs/architecture.md: arrows only to the left.</summary>
public class ArchitectureTests
{
    private static readonly string[] Rooms = ["Bags", "Graphs", "Aggregators", "Training", "Explanation", "SlideModels", "WeakSupCon", "Comparison"];

    private static readonly Assembly Library = typeof(Bag).Assembly;

    [Fact]
    public void Rooms_UseOnlyRoomsBeforeThem()
    {
        var wrong =
            from type in Library.GetTypes()
            let room = RoomOf(type)
            where room >= 0
            from used in TypeUses.Of(type)
            let other = used.Assembly == Library ? RoomOf(used) : -1
            where other > room
            select $"{type.FullName} ({Rooms[room]}) uses {used.FullName} ({Rooms[other]})";
        wrong.Distinct().Should().BeEmpty();
    }

    [Fact]
    public void EveryPublicType_LivesInARoomOrAtTheDoor() =>
        Library.GetExportedTypes()
            .Where(type => RoomOf(type) < 0 && type.Namespace != "Histo.Ssl.Mil" && type.Namespace != "Microsoft.Extensions.DependencyInjection")
            .Should().BeEmpty();

    private static int RoomOf(Type type)
    {
        string[] parts = (type.Namespace ?? string.Empty).Split('.');
        return parts is ["Histo", "Ssl", "Mil", var room, ..] ? Array.IndexOf(Rooms, room) : -1;
    }
}
