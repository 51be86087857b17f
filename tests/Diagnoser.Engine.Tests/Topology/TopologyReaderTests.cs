using Diagnoser.Contracts;
using Diagnoser.Engine.Correlation;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Topology;

namespace Diagnoser.Engine.Tests.Topology;

public sealed class TopologyReaderTests
{
    private static readonly DockerEvent Lookup = Town.Event(EventTypes.ContainerLog, "web-1", 10, service: "web", stack: "shop");

    private readonly TopologyMap _map = Town.Map(
        Town.Start("web-1", service: "web", stack: "shop", facts: ["container.networks=front", "container.depends_on=db,mail"]),
        Town.Start("db-1", service: "db", stack: "shop", facts: ["container.networks=back,bridge", "container.aliases=db"]),
        Town.Start("job-1", service: "job", stack: "shop", facts: "container.depends_on=db"),
        Town.Start("far-db", "h2", "db", "shop", "container.networks=back"));

    [Fact]
    public void Networks_are_a_list()
    {
        Assert.Equal(["front"], Read("networks").Value.AsList);
        Assert.Equal("web-1 is on front", Assert.Single(Read("networks").Lines).Text);
        Assert.Equal("the networks of job-1 on h1 are not known", Read("networks", Town.Event("container.log", "job-1", 10)).Value.Why);
    }

    [Fact]
    public void The_state_is_that_of_now()
    {
        var oom = Town.Event(EventTypes.KernelOomKill, "db-1", 5, service: "db", stack: "shop");
        Assert.Equal("running", Read("state", oom).Value.AsText);

        _map.Note(Town.Event("container.die", "db-1", 6, facts: "container.restarting=true"));
        Assert.Equal("restarting", Read("state", oom).Value.AsText);

        _map.Note(Town.Event("container.destroy", "db-1", 7));
        Assert.Equal("removed", Read("state", oom).Value.AsText);
        Assert.Equal("ghost is not known on h1", Read("state", Town.Event("container.die", "ghost")).Value.Why);
    }

    [Fact]
    public void Services_by_a_name_come_with_their_networks_and_the_first_of_them()
    {
        var found = Read("services_named", lookup: "db");

        Assert.Equal(["db"], found.Value.AsList);
        Assert.Equal(["back", "bridge"], found.Parts["networks"].AsList);
        Assert.Equal(
            ("db-1", "db", "back", "h1"),
            (found.Parts["first.name"].AsText, found.Parts["first.service"].AsText, found.Parts["first.network"].AsText, found.Parts["first.host"].AsText));
        Assert.Equal("db is db-1 on back, bridge", Assert.Single(found.Lines).Text);
    }

    [Fact]
    public void A_name_that_nobody_has_is_said_to_be_missing_in_every_part()
    {
        _map.Note(Town.Event("container.die", "db-1", 6));

        var found = Read("services_named", lookup: "db");

        Assert.Equal("no running container named db was seen on h1", found.Value.Why);
        Assert.Equal(TopologyTopic.Find("services_named")!.Parts.Keys.Order(), found.Parts.Keys.Order());
        Assert.All(found.Parts.Values, v => Assert.Equal(found.Value.Why, v.Why));
    }

    [Fact]
    public void Dependents_and_dependencies_are_services()
    {
        Assert.Equal(["job", "web"], Read("dependents", Town.Event("container.die", "db-1", 5, service: "db", stack: "shop")).Value.AsList);
        Assert.Equal(["db", "mail"], Read("dependencies").Value.AsList);
        Assert.Equal("no service is known to depend on web", Read("dependents").Value.Why);
        Assert.Equal("db declares no dependencies", Read("dependencies", Town.Event("container.die", "db-1", 5)).Value.Why);
    }

    [Fact]
    public void Who_publishes_a_port_is_looked_up_if_the_event_does_not_say()
    {
        _map.Note(Town.Start("proxy-1", service: "proxy", facts: "container.ports=0.0.0.0:8080->80/tcp"));
        var spec = new EvidenceSpec { Name = "holder", Kind = EvidenceSpecKind.Topology, Path = "port_holder", Of = "x", Port = new Words("8080") };

        var holder = TopologyReader.Read(spec, Lookup, new Nothing(), _map);

        Assert.Equal(("proxy-1", "proxy"), (holder.Value.AsText, holder.Parts["service.name"].AsText));
        Assert.True(TopologyReader.Read(spec with { Port = new Words("808") }, Lookup, new Nothing(), _map).Value.IsMissing);
        Assert.True(TopologyReader.Read(spec, Lookup, new Nothing(), null).Value.IsMissing);
    }

    [Theory]
    [InlineData("driver failed: Bind for 0.0.0.0:8080 failed: port is already allocated", "proxy-1")]
    [InlineData("listen udp4 0.0.0.0:8080: bind: address already in use", "?")]
    public void A_port_of_another_protocol_is_not_held(string error, string holder)
    {
        _map.Note(Town.Start("proxy-1", service: "proxy", facts: "container.ports=0.0.0.0:8080->80/tcp"));
        var spec = new EvidenceSpec { Name = "holder", Kind = EvidenceSpecKind.Topology, Path = "port_holder", Of = "x", Port = new Words("8080") };
        var failed = Lookup with { Attributes = AttributeMap.Empty.With(AttributeNames.Error, error) };

        var value = TopologyReader.Read(spec, failed, new Nothing(), _map).Value;

        Assert.Equal(holder, value.IsMissing ? "?" : value.AsText);
    }

    [Fact]
    public void Without_a_map_everything_is_missing() =>
        Assert.All(TopologyTopic.All, topic => Assert.True(
            TopologyReader.Read(Spec(topic.Name, "db"), Lookup, new Nothing(), null).Value.IsMissing, topic.Name));

    private EvidenceReading Read(string topic, DockerEvent? carrier = null, string lookup = "") =>
        TopologyReader.Read(Spec(topic, lookup), carrier ?? Lookup, new Nothing(), _map);

    private static EvidenceSpec Spec(string topic, string lookup) =>
        new() { Name = "x", Kind = EvidenceSpecKind.Topology, Path = topic, Of = "x", Lookup = new Words(lookup) };

    private sealed class Words(string text) : Template
    {
        public override string Source => text;

        public override Rendered Render(IScope scope, RenderTarget target) => new(text, []);
    }

    private sealed class Nothing : IScope
    {
        public Value Resolve(string path) => Value.Missing(path);
    }
}
