using System.Reflection;
using System.Text.Json;
using Diagnoser.Contracts;
using Diagnoser.Engine.Events;
using Diagnoser.Engine.Tests.Rules;

namespace Diagnoser.Engine.Tests.Events;

public sealed class EventCatalogueTests
{
    [Fact]
    public void Knows_every_event_type() =>
        Assert.Equal(Constants(typeof(EventTypes)).Order(StringComparer.Ordinal), EventCatalogue.All.Select(s => s.Name));

    [Fact]
    public void Knows_every_attribute_that_collectors_fill() =>
        Assert.All(Constants(typeof(AttributeNames)), name => Assert.Contains(name, EventCatalogue.FieldNames));

    /// <summary>The fields that the worked examples of the rule language use, by their event.</summary>
    [Theory]
    [InlineData(EventTypes.KernelOomKill, "constraint process.name process.rss container.jvm.max_heap container.memory.limit oom_cgroup")]
    [InlineData(EventTypes.ContainerDie, "container.exit_code container.stopped_by_user container.label.oncall.oom container.memory.peak")]
    [InlineData(EventTypes.ServiceChange, "change.fields change.image.from change.image.to service.name service.short_name container.orchestrator")]
    [InlineData(EventTypes.ContainerLog, "log.body log.iostream container.networks.exists_user_defined container.networks")]
    [InlineData(EventTypes.ContainerLogFile, "container.log.driver container.log.max_size logfile.bytes logfile.path")]
    [InlineData(EventTypes.HostDisk, "disk.mount_role disk.used_ratio disk.free_bytes disk.inodes_free_ratio")]
    [InlineData(EventTypes.ContainerStats, "cgroup.cpu.nr_throttled_delta cgroup.cpu.nr_periods_delta cgroup.cpu.throttled_ratio cgroup.memory.anon")]
    [InlineData(EventTypes.ContainerHealthStatus, "health.status health.output")]
    [InlineData(EventTypes.Diagnosis, "diagnosis.rule diagnosis.code diagnosis.severity diagnosis.certainty host.name container.name service.name")]
    public void Has_the_fields_that_rules_lean_on(string eventType, string fields) =>
        Assert.All(fields.Split(' '), field => Assert.NotNull(EventCatalogue.Find(eventType)!.Find(field)));

    [Fact]
    public void Of_the_fields_of_a_change_only_the_list_is_a_list()
    {
        var change = EventCatalogue.Find(EventTypes.ServiceChange)!;

        Assert.Equal((FieldType.List, FieldType.Text), (change.Find("change.fields")!.Type, change.Find("change.limits.to")!.Type));
    }

    [Theory]
    [InlineData(EndedBy.Operator, true)]
    [InlineData(EndedBy.Itself, false)]
    [InlineData(EndedBy.Unknown, null)]
    public void Whether_a_user_stopped_it_follows_from_the_verdict(EndedBy endedBy, bool? expected)
    {
        var died = Nodes.Event() with { Exit = new ExitVerdict(endedBy, "x", Certainty.Confirmed, [], []) };

        var value = died.Field("container.stopped_by_user");

        Assert.Equal(expected, value.IsMissing ? null : value.IsTrue);
    }

    [Theory]
    [InlineData("bridge", false)]
    [InlineData("bridge,shop_default", true)]
    [InlineData("ingress,docker_gwbridge", false)]
    public void Names_are_resolved_on_networks_that_somebody_made(string networks, bool expected) =>
        Assert.Equal(expected, Nodes.Event(("container.networks", AttributeValue.FromList(networks.Split(',')))).Field("container.networks.exists_user_defined").IsTrue);

    [Fact]
    public void A_name_has_one_type_and_one_set_of_values_everywhere()
    {
        var groups = EventCatalogue.All.SelectMany(s => s.Fields).GroupBy(f => f.Name);

        Assert.All(groups, g => Assert.Single(g.Select(f => (f.Type, string.Join(',', f.Values))).Distinct()));
    }

    [Fact]
    public void A_label_is_a_field_of_every_container_event()
    {
        var field = EventCatalogue.Find(EventTypes.ContainerDie)!.Find("container.label.com.example.team");

        Assert.Equal(("container.label.com.example.team", FieldType.Text), (field!.Name, field.Type));
        Assert.Null(EventCatalogue.Find(EventTypes.ContainerDie)!.Find("container.label."));
        Assert.Null(EventCatalogue.Find(EventTypes.DaemonRestart)!.Find("container.label.x"));
    }

    [Fact]
    public void Reads_the_record_the_verdict_and_what_is_attached()
    {
        var died = Nodes.Event() with
        {
            Exit = new ExitVerdict(EndedBy.KernelOwnLimit, "oom-own-limit", Certainty.Probable, ["exit code 137"], []),
            Evidence = [new(EvidenceKinds.Logs, default, JsonSerializer.SerializeToElement(new[] { new { text = "first" }, new { text = "second" } }))],
        };

        Assert.Equal(
            ("kernelOwnLimit", "oom-own-limit", "probable", "first\nsecond"),
            (died.Field("container.exit.ended_by").AsText, died.Field("container.exit.reason").AsText, died.Field("container.exit.certainty").AsText, died.Field("log.tail").AsText));
        Assert.Equal(("web-1", new string('a', 64) + "@2026-01-01T00:00:00.0000000Z"), (died.Field("container.name").AsText, died.Field("container.run").AsText));
        Assert.Equal(died.Time, died.Field("time").AsTime);
    }

    [Fact]
    public void The_log_tail_keeps_the_newest_lines()
    {
        var lines = Enumerable.Range(0, 100).Select(i => new { text = $"{i} {new string('x', 1000)}" });
        var died = Nodes.Event() with { Evidence = [new(EvidenceKinds.Logs, default, JsonSerializer.SerializeToElement(lines))] };

        var tail = died.Field("log.tail").AsText!;

        Assert.True(tail.Length <= 16 * 1024, $"{tail.Length}");
        Assert.Contains("\n99 xxx", tail, StringComparison.Ordinal);
        Assert.DoesNotContain("\n50 xxx", tail, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_absent_says_why_if_the_collector_said_it()
    {
        var died = Nodes.Event() with { Missing = [new("logs", "the log driver is none"), new("container.memory.peak", "the cgroup was gone")] };

        Assert.Equal("the log driver is none", died.Field("log.tail").Why);
        Assert.Equal("the cgroup was gone", died.Field("container.memory.peak").Why);
        Assert.Equal("container.memory.limit is not known", died.Field("container.memory.limit").Why);
    }

    private static IEnumerable<string> Constants(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!);
}
