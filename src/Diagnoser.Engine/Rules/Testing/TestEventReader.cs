using System.Text.Json.Nodes;
using Diagnoser.Contracts;
using Diagnoser.Engine.Events;
using Diagnoser.Engine.Rules.Expressions;
using Diagnoser.Engine.Rules.Linting;
using Diagnoser.Engine.Rules.Reading;

namespace Diagnoser.Engine.Rules.Testing;

/// <summary>Reads the <c>events</c> of a test; every key that is not one of its own is a field of the event type.</summary>
internal sealed class TestEventReader(FindingLog log, IReadOnlyDictionary<string, TestContainer> containers, TestBudget budget)
{
    private const string Shape = "{ at: 0s, event: container.die, container: c1, container.exit_code: 137 }";
    private const int MaxEvents = 10_000;
    private static readonly string[] Own = ["at", "event", "container", "service", "stack", "host", "repeat", "every", "logs", "samples", "missing"];
    private static readonly TimeSpan MaxAt = TimeSpan.FromDays(30);

    public List<TestEvent> Read(MapReader test)
    {
        var events = new List<TestEvent>();
        _ = test.Require("events", $"[{Shape}]");
        foreach (var item in test.List("events", $"[{Shape}]"))
        {
            if (MapReader.Of(item, log, test.Path("events"), Shape) is not { } map)
            {
                continue;
            }

            var repeat = map.Integer("repeat", 1, 1000) ?? 1;
            var every = map.Duration("every", MaxAt) ?? TimeSpan.Zero;
            if (repeat > 1 && every == TimeSpan.Zero && map.Take("every") is null)
            {
                log.Error(item, map.Path("every"), "is missing; with repeat it says how long after each other, such as 10s", LintChecks.MissingKey);
            }
            else if (repeat <= 1 && map.Take("every") is { } alone)
            {
                log.Error(alone, map.Path("every"), "does nothing without repeat, which says how often");
            }

            var one = One(map);
            if (events.Count + repeat > MaxEvents)
            {
                log.Error(item, test.Path("events"), $"a test has at most {MaxEvents} events");
            }
            else if (one is not null && budget.TryTake(item, one.Container?.Weight ?? 0, repeat, test.Path("events")))
            {
                events.AddRange(Enumerable.Range(0, repeat).Select(i => one with { At = one.At + (i * every) }));
            }
        }

        return events;
    }

    private TestEvent? One(MapReader map)
    {
        var at = At(map.RequireScalar("at", "when, from the start of the test, such as 0s"), map.Path("at"), negative: false);
        var schema = new SelectionReader(log).EventType(map.RequireScalar("event", "an event type of the catalogue"), map.Path("event"), inTest: true);
        var containerNode = map.Scalar("container");
        var (service, stack) = (map.Scalar("service"), map.Scalar("stack"));
        var host = map.Scalar("host");
        var logs = map.Scalars("logs", "[\"a log line\"]");
        var samples = map.List("samples", "[{ at: -5s, cgroup.memory.current: 500Mi }]");
        var missing = map.Scalars("missing", "[kernel.oom_kill]");
        var container = containerNode is null ? null : containers.GetValueOrDefault(containerNode.Text);
        if (containerNode is not null && container is null)
        {
            log.Error(containerNode, map.Path("container"), $"unknown container '{MapReader.Short(containerNode.Text)}'{Nearest.Hint(containerNode.Text, containers.Keys, $"given.containers has {string.Join(", ", containers.Keys)}")}");
        }

        if (schema is null || at is null)
        {
            return null;
        }

        CheckSubject(map, schema, containerNode, service ?? stack);
        var lacking = new HashSet<string>(StringComparer.Ordinal);
        return new TestEvent(at.Value, schema.Name, host?.Text ?? container?.Host ?? TestHost.DefaultName)
        {
            Container = container,
            Service = service?.Text,
            Stack = stack?.Text,
            Fields = [.. Fields(map, schema, lacking)],
            Lacking = lacking,
            Logs = [.. logs.Select(l => l.Text)],
            Samples = [.. samples.Select(s => Sample(s, map.Path("samples")))],
            Missing = [.. missing.Select(m => m.Text)],
        };
    }

    private void CheckSubject(MapReader map, EventSchema schema, ScalarNode? container, ScalarNode? service)
    {
        if (container is null && schema.Name.StartsWith("container.", StringComparison.Ordinal))
        {
            log.Error(map.Node, map.Path("container"), $"is missing; {schema.Name} is about a container of given.containers");
        }
        else if (container is not null && schema.Find(FieldNames.ContainerId) is null)
        {
            log.Error(container, map.Path("container"), $"{schema.Name} is not about a container");
        }
        else if (service is not null && (container is not null || schema.Find(FieldNames.ServiceName) is null))
        {
            log.Error(service, map.Path("service"), container is null ? $"{schema.Name} is not about a service" : "comes from the container");
        }
    }

    private IEnumerable<KeyValuePair<string, AttributeValue>> Fields(MapReader map, EventSchema schema, HashSet<string> lacking)
    {
        foreach (var (key, value) in map.Node.Entries.Where(e => !Own.Contains(e.Key.Text)))
        {
            if (schema.Find(key.Text) is not { } field)
            {
                var names = schema.Fields.Select(f => f.Name).Concat(Own);
                log.Error(key, map.Path(MapReader.Short(key.Text)), $"{schema.Name} has no field '{MapReader.Short(key.Text)}'{Nearest.Hint(key.Text, names)}", LintChecks.UnknownField);
            }
            else if (AttributeReader.IsLacking(field, value, log, map.Path(key.Text)))
            {
                _ = lacking.Add(key.Text);
            }
            else if (AttributeReader.Read(field, value, log, map.Path(key.Text)) is { } attribute)
            {
                yield return new(field.Name, attribute);
            }
        }
    }

    private (TimeSpan At, IReadOnlyList<KeyValuePair<string, JsonNode?>> Values) Sample(RuleNode node, string path)
    {
        if (MapReader.Of(node, log, path, "{ at: -5s, cgroup.memory.current: 500Mi }") is not { } map)
        {
            return (TimeSpan.Zero, []);
        }

        var at = At(map.RequireScalar("at", "when it was measured, relative to the event, such as -5s"), path, negative: true);
        return (at ?? TimeSpan.Zero, [.. map.Node.Entries.Where(e => e.Key.Text != "at").Select(e => KeyValuePair.Create(e.Key.Text, InspectJson.Of(e.Value)))]);
    }

    private TimeSpan? At(ScalarNode? node, string path, bool negative)
    {
        if (node is null)
        {
            return null;
        }

        var minus = node.Text.StartsWith('-');
        if (Quantity.TryParse(node.Text.AsSpan(minus ? 1 : 0), out var quantity)
            && (quantity.Type == ExpressionType.Duration || quantity.Amount == 0)
            && (!minus || negative)
            && quantity.Amount <= MaxAt.TotalSeconds)
        {
            return TimeSpan.FromSeconds(minus ? -quantity.Amount : quantity.Amount);
        }

        log.Error(node, path, $"'{MapReader.Short(node.Text)}' is not a time such as {(negative ? "-5s" : "0s or 1m30s")}; units are {Quantity.DurationUnits}");
        return null;
    }
}
