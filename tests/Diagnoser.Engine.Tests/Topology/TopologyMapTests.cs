using Diagnoser.Engine.Topology;

namespace Diagnoser.Engine.Tests.Topology;

public sealed class TopologyMapTests
{
    private static readonly string[] OnFront = ["container.networks=front", "container.aliases=web-1,web"];

    [Theory]
    [InlineData("db", true)]
    [InlineData("DB.", true)]
    [InlineData("postgres", false)]
    [InlineData("web", false)]
    public void A_name_is_resolved_to_a_running_container_on_a_shared_network(string name, bool expected)
    {
        var map = Town.Map(
            Town.Start("api", facts: "container.networks=front,back"),
            Town.Start("c-db", service: "postgres", facts: ["container.networks=back", "container.aliases=db"]),
            Town.Start("web", facts: "container.networks=other"));

        Assert.Equal(expected, map.Resolves(Town.Of("api"), name));
        Assert.False(map.Resolves(Town.Of("nobody"), name));
    }

    [Fact]
    public void A_container_that_ended_or_left_the_network_resolves_no_more()
    {
        var map = Town.Map(Town.Start("api", facts: "container.networks=front"), Town.Start("web-1", facts: OnFront));
        Assert.True(map.Resolves(Town.Of("api"), "web"));
        Assert.True(map.Holds("resolves", Town.Of("api"), Town.Of("web-1")));

        map.Note(Town.Network("network.disconnect", "front", "web-1"));
        Assert.False(map.Resolves(Town.Of("api"), "web"));

        map.Note(Town.Network("network.connect", "front", "web-1"));
        Assert.True(map.Resolves(Town.Of("api"), "web"));

        map.Note(Town.Event("container.die", "web-1", 5, facts: OnFront));
        Assert.False(map.Resolves(Town.Of("api"), "web"));
    }

    [Fact]
    public void What_the_engine_disconnects_at_an_end_is_still_the_containers_network()
    {
        var map = Town.Map(
            Town.Start("web-1", facts: OnFront),
            Town.Event("container.die", "web-1", 0.5),
            Town.Network("network.disconnect", "front", "web-1"),
            Town.Start("api", facts: "container.networks=front"));

        Assert.True(map.Holds("same_network", Town.Of("web-1"), Town.Of("api")));
    }

    [Fact]
    public void An_event_with_inspect_replaces_what_was_known_and_one_without_does_not()
    {
        var map = Town.Map(
            Town.Start("api", facts: ["container.networks=front", "container.depends_on=db"]),
            Town.Start("db"),
            Town.Event("container.oom", "api", 1, service: "api"));
        Assert.True(map.Holds("depends_on", Town.Of("api"), Town.Of("db")));

        map.Note(Town.Event("container.start", "api", 2, service: "api", facts: "container.networks=front"));
        Assert.False(map.Holds("depends_on", Town.Of("api"), Town.Of("db")));
    }

    [Fact]
    public void A_death_that_is_told_late_does_not_end_the_next_run()
    {
        var map = Town.Map(
            Town.Start("api", facts: "container.networks=front"),
            Town.Start("web-1", facts: OnFront),
            Town.Event("container.start", "web-1", 10),
            Town.Event("container.die", "web-1", 9));

        Assert.True(map.Resolves(Town.Of("api"), "web"));
    }

    [Fact]
    public void Those_that_ended_longest_ago_are_forgotten_first_and_counted()
    {
        var map = new TopologyMap(limit: 3);
        foreach (var name in new[] { "a", "b", "c" })
        {
            map.Note(Town.Start(name, facts: $"container.depends_on={name}-db"));
        }

        map.Note(Town.Event("container.die", "c", 1));
        map.Note(Town.Event("container.die", "b", 2));
        map.Note(Town.Start("d"));
        map.Note(Town.Start("e"));

        Assert.Equal((3, 2), (map.Count, map.Dropped));
        Assert.True(Depends("a"));
        Assert.False(Depends("b"));
        Assert.False(Depends("c"));

        map.Note(Town.Start("f"));
        Assert.False(Depends("a"));

        bool Depends(string name) => map.Holds("depends_on", Town.Of(name), new Party("h1", null, $"{name}-db"));
    }

    [Fact]
    public void A_removed_container_gives_way_without_being_counted_as_lost()
    {
        var map = new TopologyMap(limit: 2);
        map.Note(Town.Start("a"));
        map.Note(Town.Start("b"));
        map.Note(Town.Event("container.destroy", "b", 3));
        map.Note(Town.Start("c"));

        Assert.Equal((2, 0), (map.Count, map.Dropped));
    }

    [Fact]
    public void The_same_events_give_the_same_map_whatever_the_order_of_hosts()
    {
        var events = Enumerable.Range(0, 50)
            .Select(i => Town.Start($"c{i}", $"h{i % 5}", $"s{i % 7}", "shop", $"container.depends_on=s{(i + 1) % 7}", $"container.networks=n{i % 3}"))
            .ToArray();
        var (one, other) = (Town.Map(events), Town.Map([.. events.Reverse()]));

        foreach (var relation in RelationTable.All.Select(r => r.Name))
        {
            foreach (var (a, b) in events.Zip(events.Skip(1)))
            {
                Assert.Equal(one.Holds(relation, Party.Of(a), Party.Of(b)), other.Holds(relation, Party.Of(a), Party.Of(b)));
            }
        }
    }
}
