using System.Text.Json.Nodes;
using Diagnoser.Contracts;
using Diagnoser.Engine.Events;
using Diagnoser.Engine.Rules.Linting;
using Diagnoser.Engine.Rules.Reading;
using Diagnoser.Engine.Topology;

namespace Diagnoser.Engine.Rules.Testing;

/// <summary>Reads the containers of a test's <c>given</c>.</summary>
internal sealed class ContainerReader(FindingLog log)
{
    private const string Shape = "{ id: c1, name: web-1, service: web, host: h1 }";
    public IReadOnlyDictionary<string, TestContainer> Read(RuleNode? given, string path)
    {
        var containers = new Dictionary<string, TestContainer>(StringComparer.Ordinal);
        if (MapReader.Of(given, log, path, $"{{ containers: [{Shape}] }}") is not { } map)
        {
            return containers;
        }

        foreach (var item in map.List("containers", $"[{Shape}]"))
        {
            if (MapReader.Of(item, log, map.Path("containers"), Shape) is { } one && One(one) is { } container && !containers.TryAdd(container.Id, container))
            {
                log.Error(item, one.Path("id"), $"'{container.Id}' is the id of another container of this test", LintChecks.DuplicateName);
            }
        }

        map.Close();
        return containers;
    }

    private TestContainer? One(MapReader map)
    {
        var id = map.RequireScalar("id", "a short name for the container in this test");
        var name = map.Scalar("name")?.Text ?? id?.Text ?? "";
        var stack = map.Scalar("stack")?.Text;
        var place = new PlaceReader(log).Read(map);
        var inspect = InspectJson.Read(map.Take("inspect"), log, map.Path("inspect"));
        var lacking = new HashSet<string>(StringComparer.Ordinal);
        IReadOnlyList<KeyValuePair<string, AttributeValue>> facts = [.. Facts(map.Take("facts"), map.Path("facts"), lacking)];
        IReadOnlyList<KeyValuePair<string, AttributeValue>> derived =
        [
            new(AttributeNames.Orchestrator, stack is null ? "none" : "compose"),
            .. Limit(inspect),
            .. place.Facts,
            .. Labels(map.Take("labels"), map.Path("labels")),
        ];
        var container = new TestContainer(id?.Text ?? "", name, map.Scalar("host")?.Text ?? TestHost.DefaultName)
        {
            Service = map.Scalar("service")?.Text ?? name,
            Stack = stack,
            Inspect = inspect,
            State = map.Choice("state", ContainerStates.Given) ?? ContainerStates.Running,
            Ports = place.Ports,
            Weight = TestBudget.Weigh(map.Node),
            Facts = [.. derived.Where(f => !lacking.Contains(f.Key)), .. facts],
        };
        map.Close();
        return id is null ? null : container;
    }

    // As a collector reads it out of inspect.
    private static IEnumerable<KeyValuePair<string, AttributeValue>> Limit(JsonObject? inspect)
    {
        if (inspect?["HostConfig"]?["Memory"] is JsonValue memory && memory.TryGetValue<long>(out var bytes) && bytes > 0)
        {
            yield return new(AttributeNames.MemoryLimit, bytes);
        }
    }

    private IEnumerable<KeyValuePair<string, AttributeValue>> Labels(RuleNode? node, string path)
    {
        var map = MapReader.Of(node, log, path, "{ com.example.team: shop }");
        foreach (var (key, value) in map?.Node.Entries ?? [])
        {
            if (value is ScalarNode text)
            {
                yield return new(AttributeNames.LabelPrefix + key.Text, text.Text);
            }
            else
            {
                log.Error(value, path, $"a label is a text, found {MapReader.Words(value)}", LintChecks.WrongShape);
            }
        }
    }

    private IEnumerable<KeyValuePair<string, AttributeValue>> Facts(RuleNode? node, string path, HashSet<string> lacking)
    {
        var map = MapReader.Of(node, log, path, "{ container.memory.limit: 512Mi }");
        foreach (var (key, value) in map?.Node.Entries ?? [])
        {
            if (EventCatalogue.FindField(key.Text) is not { } field)
            {
                log.Error(key, path, $"unknown field '{MapReader.Short(key.Text)}'{Nearest.Hint(key.Text, EventCatalogue.FieldNames)}", LintChecks.UnknownField);
            }
            else if (AttributeReader.IsLacking(field, value, log, path))
            {
                _ = lacking.Add(key.Text);
            }
            else if (AttributeReader.Read(field, value, log, path) is { } attribute)
            {
                yield return new(field.Name, attribute);
            }
        }
    }
}
