using System.Text.Json;
using Diagnoser.Contracts;

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
    public void The_same_text_gives_the_same_events() =>
        Assert.Equal(
            Events("""{ "id": "c1" }""", """{ "at": "0s", "event": "container.die", "container": "c1" }""")[0].Id,
            Events("""{ "id": "c1" }""", """{ "at": "0s", "event": "container.die", "container": "c1" }""")[0].Id);

    private static IReadOnlyList<DockerEvent> Events(string containers, params string[] events) => Nodes.Rule($$"""
        {
          "rule": "r", "title": "t", "severity": "info",
          "match": { "x": { "event": "container.die" } }, "correlate": { "any": ["x"] },
          "diagnosis": { "summary": "s", "cause": "c", "confidence": 0.5 },
          "tests": [{ "name": "n", "given": { "containers": [{{containers}}] }, "events": [{{string.Join(",", events)}}], "expect": "none" }]
        }
        """).Tests[0].Events;
}
