using Diagnoser.Engine.Topology;

namespace Diagnoser.Engine.Tests.Topology;

public sealed class RelationTableTests
{
    [Theory]
    [InlineData("db", "shop", "db", "shop", true)]
    [InlineData("db", "shop", "db", "blog", false)]
    [InlineData("shop_db", "blog", "db", "shop", true)]
    [InlineData("shop_db", "blog", "shop_db", "shop", true)]
    [InlineData("db", "shop", "shop_db", "shop", true)]
    [InlineData("shop_db", null, "shop_db", null, true)]
    [InlineData("db", "shop", "cache", "shop", false)]
    [InlineData("DB", "shop", "db", "shop", false)]
    public void A_dependency_means_the_service_of_the_same_stack_unless_it_is_qualified(
        string declared, string? stack, string service, string? serviceStack, bool expected)
    {
        var map = Town.Map(
            Town.Start("c-api", "h2", "api", stack, $"container.depends_on={declared}"),
            Town.Start("c-db", "h1", service, serviceStack));

        var (api, db) = (Town.Of("c-api", "h2", "api", stack), Town.Of("c-db", "h1", service, serviceStack));
        Assert.Equal(
            (expected, expected, expected, false),
            (map.Holds("depends_on", api, db), map.Holds("dependencies", api, db), map.Holds("dependents", db, api), map.Holds("depends_on", db, api)));
    }

    [Fact]
    public void Without_a_stack_the_container_of_the_same_host_is_meant()
    {
        var map = Town.Map(
            Town.Start("api", facts: "container.depends_on=db-1,cache"),
            Town.Start("db-1", service: "postgres", stack: "shop"),
            Town.Start("c-cache", service: "cache", stack: "shop"),
            Town.Start("c-cache", "h2", "cache", "shop"));

        Assert.True(map.Holds("depends_on", Town.Of("api"), Town.Of("db-1", service: "postgres", stack: "shop")));
        Assert.True(map.Holds("depends_on", Town.Of("api"), Town.Of("c-cache", service: "cache", stack: "shop")));
        Assert.False(map.Holds("depends_on", Town.Of("api"), Town.Of("c-cache", "h2", "cache", "shop")));
    }

    [Fact]
    public void A_service_can_stand_for_its_containers_even_if_none_was_seen()
    {
        var map = Town.Map(Town.Start("c-api", "h2", "api", "shop", "container.depends_on=db"));

        Assert.True(map.Holds("depends_on", new Party("", null, "api", "shop"), new Party("", null, "db", "shop")));
        Assert.False(map.Holds("depends_on", new Party("h1", null, "api", "shop"), new Party("", null, "db", "shop")));
    }

    [Theory]
    [InlineData("h1", "front", "h1", "front,back", true)]
    [InlineData("h1", "front", "h1", "back", false)]
    [InlineData("h1", "bridge", "h1", "bridge", false)]
    [InlineData("h1", "front", "h2", "front", false)]
    public void A_network_is_shared_on_one_host_and_must_be_one_that_somebody_made(string host, string networks, string otherHost, string others, bool expected)
    {
        var map = Town.Map(Town.Start("a", host, facts: $"container.networks={networks}"), Town.Start("b", otherHost, facts: $"container.networks={others}"));

        Assert.Equal(expected, map.Holds("same_network", Town.Of("a", host), Town.Of("b", otherHost)));
    }

    [Fact]
    public void Across_hosts_a_network_is_one_if_its_id_is_or_if_Swarm_keeps_both_sides()
    {
        var map = Town.Map(
            Town.Start("a", facts: "container.networks=over"),
            Town.Start("b", "h2", facts: "container.networks=over"),
            Town.Network("network.connect", "over", "a"),
            Town.Network("network.connect", "over", "b", "h2"),
            Town.Start("s1", facts: ["container.networks=shop_default", "container.orchestrator=swarm"]),
            Town.Start("s2", "h2", facts: ["container.networks=shop_default", "container.orchestrator=swarm"]));

        Assert.True(map.Holds("same_network", Town.Of("a"), Town.Of("b", "h2")));
        Assert.True(map.Holds("same_network", Town.Of("s1"), Town.Of("s2", "h2")));
        Assert.False(map.Holds("same_network", Town.Of("a"), Town.Of("s2", "h2")));
    }

    [Fact]
    public void Volumes_hosts_services_and_images_can_be_shared()
    {
        var map = Town.Map(
            Town.Start("a", service: "api", facts: ["container.volumes=data", "container.image.name=shop:1"]),
            Town.Start("b", service: "api", facts: ["container.volumes=logs,data", "container.image.name=shop:1"]),
            Town.Start("c", "h2", "job", facts: ["container.volumes=data", "container.image.name=job:1"]));

        string[] shared = ["same_volume", "same_host", "same_service", "same_image"];
        Assert.All(shared, relation => Assert.True(map.Holds(relation, Town.Of("a", service: "api"), Town.Of("b", service: "api")), relation));
        Assert.All(shared, relation => Assert.False(map.Holds(relation, Town.Of("a", service: "api"), Town.Of("c", "h2", "job")), relation));
    }

    [Theory]
    [InlineData("10.1.0.5:5432", true)]
    [InlineData("192.0.2.7:15432", true)]
    [InlineData("10.1.0.6:5432", false)]
    public void Talks_to_is_told_by_addresses(string peer, bool expected)
    {
        var map = Town.Map(
            Town.Start("api", facts: $"container.talks_to={peer}"),
            Town.Start("db", facts: ["container.addresses=back=10.1.0.5", "container.ports=192.0.2.7:15432->5432/tcp"]));

        Assert.Equal(expected, map.Holds("talks_to", Town.Of("api"), Town.Of("db")));
    }

    [Fact]
    public void An_address_belongs_to_the_container_that_got_it_last()
    {
        var map = Town.Map(
            Town.Start("api", facts: "container.talks_to=10.1.0.5:5432"),
            Town.Start("old", facts: "container.addresses=back=10.1.0.5"),
            Town.Event("container.die", "old", 5),
            Town.Start("new", facts: "container.addresses=back=10.1.0.5"));

        Assert.False(map.Holds("talks_to", Town.Of("api"), Town.Of("old")));
        Assert.True(map.Holds("talks_to", Town.Of("api"), Town.Of("new")));
    }

    [Fact]
    public void An_unknown_relation_holds_between_nobody() => Assert.False(Town.Map(Town.Start("a")).Holds("likes", Town.Of("a"), Town.Of("a")));

    [Theory]
    [InlineData("resolves", "cache", true)]
    [InlineData("resolves", "db", false)]
    [InlineData("depends_on", "db", true)]
    [InlineData("depends_on", "cache", false)]
    [InlineData("same_host", "cache", true)]
    public void The_other_side_can_be_a_name(string relation, string name, bool expected)
    {
        var map = Town.Map(
            Town.Start("api", facts: ["container.networks=front", "container.depends_on=db"]),
            Town.Start("db", facts: "container.networks=back"),
            Town.Start("cache", facts: "container.networks=front"));

        Assert.Equal(expected, map.HoldsWithName(relation, Town.Of("api"), name));
    }
}
