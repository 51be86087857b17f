using System.Text.Json;
using Diagnoser.Contracts;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Topology;

namespace Diagnoser.Engine.Tests.Rules.Testing;

/// <summary>The events that are built from a rule's own tests look like a collector's.</summary>
public sealed class RuleTestReadingTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_container_s_facts_go_onto_each_of_its_events()
    {
        var died = Events(
            """{ "id": "c1", "name": "web-1", "service": "shop_web", "stack": "shop", "host": "h2", "labels": { "team": "a" }, "facts": { "container.memory.limit": "512Mi" }, "inspect": { "HostConfig.Memory": "512Mi", "Config.Healthcheck.Timeout": "5s", "Config.Cmd": ["sh", "-c"] } }""",
            """{ "at": "1s", "event": "container.die", "container": "c1", "container.exit_code": 137, "logs": ["one", "two"], "missing": ["kernel.oom_kill"], "samples": [{ "at": "-5s", "cgroup.memory.current": "500Mi" }] }""")[0];

        Assert.Equal((Start.AddSeconds(1), "h2", "web-1", "shop_web", "shop"), (died.Time, died.Host.Name, died.Subject.Name, died.Service, died.Stack));
        Assert.Equal(64, died.Subject.Id.Length);
        Assert.Equal(Start.AddMinutes(-1), died.Run!.StartedAt);
        Assert.Equal(512 << 20, died.Attributes["container.memory.limit"]);
        Assert.Equal("compose", died.Attributes["container.orchestrator"]);
        Assert.Equal("a", died.Attributes["container.label.team"]);
        Assert.Equal(137, died.Attributes["container.exit_code"]);
        Assert.Equal("one\ntwo", died.Field("log.tail").AsText);
        Assert.Equal("kernel.oom_kill", died.Missing.Single().What);
        var inspect = died.Evidence.Single(e => e.Kind == EvidenceKinds.Inspect).Data;
        Assert.Equal(512 << 20, inspect.GetProperty("HostConfig").GetProperty("Memory").GetInt64());
        Assert.Equal(5_000_000_000, inspect.GetProperty("Config").GetProperty("Healthcheck").GetProperty("Timeout").GetInt64());
        var sample = died.Evidence.Single(e => e.Kind == EvidenceKinds.Sample).Data[0];
        Assert.Equal(("2025-12-31T23:59:56.0000000Z", 500 << 20), (sample.GetProperty("time").GetString(), sample.GetProperty("cgroup.memory.current").GetInt64()));
    }

    [Fact]
    public void Null_takes_away_what_the_container_gives()
    {
        var events = Events(
            """{ "id": "c1", "inspect": { "HostConfig.Memory": "512Mi" }, "facts": { "container.memory.peak": "500Mi", "container.orchestrator": "null" } }""",
            """{ "at": "1s", "event": "container.die", "container": "c1", "container.run_seconds": "null", "container.memory.peak": "null" }""",
            """{ "at": "9s", "event": "container.die", "container": "c1", "container.memory.limit": "null" }""");

        Assert.All(events, e => Assert.False(e.Attributes.TryGet("container.orchestrator", out _)));
        Assert.Equal([false, true], events.Select(e => e.Attributes.TryGet("container.memory.peak", out _)));
        Assert.Equal([true, false], events.Select(e => e.Attributes.TryGet("container.memory.limit", out _)));
        Assert.True(events[0].Field("container.run_seconds").IsMissing);
    }

    [Fact]
    public void A_start_begins_a_new_run_and_repeats_come_in_order_of_time()
    {
        var events = Events(
            """{ "id": "c1" }""",
            """{ "at": "10s", "event": "container.die", "container": "c1", "container.exit_code": 1, "repeat": 2, "every": "20s" }""",
            """{ "at": "11s", "event": "container.start", "container": "c1" }""");

        Assert.Equal(["container.die", "container.start", "container.die"], events.Select(e => e.Type));
        Assert.Equal([Start.AddMinutes(-1), Start.AddSeconds(11), Start.AddSeconds(11)], events.Select(e => e.Run!.StartedAt));
        Assert.Equal(3, events.Select(e => e.Id).Distinct().Count());
    }

    [Fact]
    public void What_dies_again_was_restarted_in_between()
    {
        var events = Events(
            """{ "id": "c1" }""",
            """{ "at": "10s", "event": "container.die", "container": "c1", "container.exit_code": 1, "repeat": 2, "every": "20s" }""");

        Assert.Equal([Start.AddMinutes(-1), Start.AddMilliseconds(10_100)], events.Select(e => e.Run!.StartedAt));
    }

    [Fact]
    public void The_holder_of_a_port_is_attached_to_a_failed_start()
    {
        const string old = """{ "id": "old", "name": "web-old", "service": "web", "ports": ["0.0.0.0:8080->80/tcp"] }""";
        var failed = Events(
            $$"""{{old}}, { "id": "new", "name": "web-new" }""",
            """{ "at": "0s", "event": "container.start_failed", "container": "new", "container.error": "Bind for 0.0.0.0:8080 failed: port is already allocated" }""")[0];

        var holder = failed.Evidence.Single(e => e.Kind == EvidenceKinds.Topology).Data.GetProperty("port_holder").Deserialize(ContractsJson.Default.PortHolder)!;
        Assert.Equal((8080, "container", "web-old", "web"), (holder.Port, holder.Kind, holder.Name, holder.Service));
        Assert.Null(failed.Run);
    }

    [Theory]
    [InlineData("0.0.0.0:8080->80/tcp", "exited", "0.0.0.0:8080")]
    [InlineData("0.0.0.0:8080->80/tcp", "created", "0.0.0.0:8080")]
    [InlineData("0.0.0.0:8080->80/udp", "running", "0.0.0.0:8080")]
    [InlineData("127.0.0.1:8080->80/tcp", "running", "10.0.0.1:8080")]
    [InlineData("0.0.0.0:8081->80/tcp", "running", "0.0.0.0:8080")]
    public void What_does_not_run_or_takes_another_port_holds_none(string ports, string state, string wanted)
    {
        var old = $$"""{ "id": "old", "name": "web-old", "state": "{{state}}", "ports": ["{{ports}}"] }""";
        var failed = Events(
            $$"""{{old}}, { "id": "new", "name": "web-new", "ports": ["{{wanted}}->80/tcp"] }""",
            $$"""{ "at": "0s", "event": "container.start_failed", "container": "new", "container.error": "Bind for {{wanted}} failed: port is already allocated" }""")[0];

        Assert.DoesNotContain(failed.Evidence, e => e.Kind == EvidenceKinds.Topology);
    }

    [Fact]
    public void What_died_before_holds_no_port_and_what_was_started_again_does()
    {
        const string Containers = """{ "id": "old", "name": "web-old", "ports": ["127.0.0.1:8080->80/tcp"] }, { "id": "new", "name": "web-new" }""";
        const string Died = """{ "at": "0s", "event": "container.die", "container": "old", "container.exit_code": 0 }""";
        const string Failed = """{ "at": "9s", "event": "container.start_failed", "container": "new", "container.error": "Bind for 0.0.0.0:8080 failed: port is already allocated" }""";
        const string Started = """{ "at": "5s", "event": "container.start", "container": "old" }""";

        Assert.DoesNotContain(Events(Containers, $"{Died}, {Failed}")[^1].Evidence, e => e.Kind == EvidenceKinds.Topology);
        Assert.Contains(Events(Containers, $"{Died}, {Started}, {Failed}")[^1].Evidence, e => e.Kind == EvidenceKinds.Topology);
    }

    [Fact]
    public void A_verdict_may_be_given()
    {
        var died = Events("""{ "id": "c1" }""", """{ "at": "0s", "event": "container.die", "container": "c1", "container.exit.ended_by": "kernelOwnLimit", "container.exit.reason": "oom-own-limit", "container.exit.certainty": "probable" }""")[0];

        Assert.Equal((EndedBy.KernelOwnLimit, "oom-own-limit", Certainty.Probable), (died.Exit!.EndedBy, died.Exit.Reason, died.Exit.Certainty));
        Assert.Equal(AttributeKind.None, died.Attributes["container.exit.reason"].Kind);
    }

    [Fact]
    public void Events_of_a_host_need_no_container()
    {
        var restarted = Events("", """{ "at": "0s", "event": "daemon.restart", "host": "h9" }""")[0];

        Assert.Equal((Subject.Daemon, "h9", null), (restarted.Subject.Kind, restarted.Host.Name, restarted.Run));
    }

    [Fact]
    public void Where_a_container_stands_goes_onto_its_events_and_is_known_before_the_first()
    {
        const string db = """
            { "id": "db", "name": "db-1", "service": "shop_db", "host": "h1", "networks": ["back"], "address": "10.0.1.5", "aliases": ["db"],
              "volumes": ["data"], "ports": ["5432"], "depends_on": ["cfg"], "talks_to": ["10.0.1.9:80"], "state": "restarting" }
            """;
        var test = Test(db, """{ "at": "0s", "event": "container.log", "container": "db", "log.body": "x" }""");

        var line = test.Events[0].Attributes;
        Assert.Equal(
            ("back", "back=10.0.1.5", "db", "data", "0.0.0.0:5432->5432/tcp", "cfg", "10.0.1.9:80"),
            (Only(line, "networks"), Only(line, "addresses"), Only(line, "aliases"), Only(line, "volumes"), Only(line, "ports"), Only(line, "depends_on"), Only(line, "talks_to")));
        Assert.True(test.Events[0].Field("container.networks.exists_user_defined").IsTrue);
        var map = new TopologyMap();
        map.Note(test.Given.Single());
        Assert.Equal("restarting", map.Of(Party.Of(test.Events[0])).Single().State);
    }

    [Theory]
    [InlineData("host.disk", """ "disk.used_ratio": "93%" """, Subject.HostKind, "h9", null)]
    [InlineData("service.change", """ "service": "shop_web", "stack": "shop", "change.fields": ["image"], "change.image.to": "web:1.4" """, "service", "shop_web", "shop_web")]
    [InlineData("image.pull_failed", """ "service": "web", "container.image.name": "web:2", "image.error_kind": "not_found" """, "image", "web:2", "web")]
    [InlineData("swarm.task", """ "service": "shop_web", "swarm.task.error": "no suitable node" """, "service", "shop_web", "shop_web")]
    [InlineData("collector.silent", """ "collector.last_seen": "2026-01-01T00:00:00Z" """, Subject.Daemon, "h9", null)]
    public void Events_of_every_kind_can_be_written(string type, string fields, string kind, string name, string? service)
    {
        var built = Events("", $$"""{ "at": "0s", "event": "{{type}}", "host": "h9", {{fields}} }""")[0];

        Assert.Equal((kind, name, service, "h9"), (built.Subject.Kind, built.Subject.Name, built.Service, built.Host.Name));
    }

    [Fact]
    public void A_time_is_read_as_one()
    {
        var built = Events("", """{ "at": "0s", "event": "host.boot", "host.boot_time": "2026-01-01T00:00:00Z" }""")[0];

        Assert.Equal(Start, built.Field("host.boot_time").AsTime);
    }

    [Theory]
    [InlineData("""{ "id": "c1", "state": "dead" }""", "", "'dead' is not one of running, created, paused, restarting, exited")]
    [InlineData("""{ "id": "c1", "address": "db" }""", "", "'db' is not an address such as 10.0.1.5")]
    [InlineData("""{ "id": "c1", "talks_to": ["10.0.1.5"] }""", "", "'10.0.1.5' is not an address and port such as 10.0.1.5:5432")]
    [InlineData("""{ "id": "c1" }""", """{ "at": "0s", "event": "host.disk", "container": "c1" }""", "host.disk is not about a container")]
    [InlineData("""{ "id": "c1" }""", """{ "at": "0s", "event": "host.disk", "service": "web" }""", "host.disk is not about a service")]
    [InlineData("""{ "id": "c1" }""", """{ "at": "0s", "event": "service.change", "container": "c1", "service": "web" }""", "service: comes from the container")]
    [InlineData("""{ "id": "c1" }""", """{ "at": "0s", "event": "container.die", "container": "c1", "container.exit.ended_by": "null" }""", "container.exit.ended_by cannot be missing")]
    [InlineData("""{ "id": "c1" }""", """{ "at": "0s", "event": "container.die", "container": "c1", "container.name": "null" }""", "is not set here")]
    [InlineData("""{ "id": "c1" }""", """{ "at": "0s", "event": "container.log", "container": "c1", "container.networks.exists_user_defined": true }""", "is not set here")]
    public void What_does_not_fit_is_said(string container, string dockerEvent, string message) =>
        Assert.Contains(Nodes.Read(Text(container, dockerEvent)).Findings, f => f.Message.Contains(message, StringComparison.Ordinal));

    [Fact]
    public void The_same_text_gives_the_same_events() =>
        Assert.Equal(
            Events("""{ "id": "c1" }""", """{ "at": "0s", "event": "container.die", "container": "c1" }""")[0].Id,
            Events("""{ "id": "c1" }""", """{ "at": "0s", "event": "container.die", "container": "c1" }""")[0].Id);

    private static IReadOnlyList<DockerEvent> Events(string containers, params string[] events) => Test(containers, events).Events;

    private static RuleTest Test(string containers, params string[] events) => Nodes.Rule(Text(containers, events)).Tests[0];

    private static string Only(AttributeMap attributes, string name) => Assert.Single(attributes[$"container.{name}"].List!);

    private static string Text(string containers, params string[] events) => $$"""
        {
          "rule": "r", "title": "t", "severity": "info",
          "match": { "x": { "event": "container.die" } }, "correlate": { "any": ["x"] },
          "diagnosis": { "summary": "s", "cause": "c", "confidence": 0.5 },
          "tests": [{ "name": "n", "given": { "containers": [{{containers}}] }, "events": [{{string.Join(",", events)}}], "expect": "none" }]
        }
        """;
}
