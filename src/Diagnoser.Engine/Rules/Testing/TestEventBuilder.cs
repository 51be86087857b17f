using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Diagnoser.Contracts;
using Diagnoser.Engine.Events;
using Diagnoser.Engine.Topology;

namespace Diagnoser.Engine.Rules.Testing;

/// <summary>Makes events as a collector would: identities, the run, inspect, logs, samples and what is missing.</summary>
internal sealed class TestEventBuilder(IReadOnlyList<TestContainer> containers)
{
    // How soon the engine restarts what has died for the first time.
    private static readonly TimeSpan Restart = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<string, DateTimeOffset> _startedAt = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _diedAt = new(StringComparer.Ordinal);
    private long _seq;

    /// <summary>How a container stood before the first event, as an event that tells it.</summary>
    public static DockerEvent Standing(TestContainer container)
    {
        var type = container.State switch
        {
            ContainerStates.Created => EventTypes.ContainerCreate,
            ContainerStates.Paused => EventTypes.ContainerPause,
            ContainerStates.Restarting or ContainerStates.Exited => EventTypes.ContainerDie,
            _ => EventTypes.ContainerStart,
        };
        var facts = container.Facts.Append(new(AttributeNames.Restarting, container.State == ContainerStates.Restarting));
        return new DockerEvent($"given-{container.Id}", type, TestHost.Before, new HostRef(container.Host, container.Host), new Subject(Subject.Container, container.FullId, container.Name))
        {
            Service = container.Service,
            Stack = container.Stack,
            Attributes = AttributeMap.From(facts),
        };
    }

    public DockerEvent Build(TestEvent draft, string index)
    {
        var time = TestHost.Start + draft.At;
        var subject = SubjectOf(draft);
        var fields = Facts(draft).Where(f => !draft.Lacking.Contains(f.Key)).Concat(draft.Fields).ToList();
        var id = EventId.Compute(draft.Host, "test", draft.Type, subject.Id, long.Parse(TestHost.Nanoseconds(time), CultureInfo.InvariantCulture), [new("index", index)]);
        return new DockerEvent(id, draft.Type, time, new HostRef(draft.Host, draft.Host), subject)
        {
            Seq = ++_seq,
            Epoch = "test",
            ObservedTime = time,
            Service = draft.Container?.Service ?? draft.Service,
            Stack = draft.Container?.Stack ?? draft.Stack,
            Run = RunOf(draft, time),
            Attributes = AttributeMap.From(fields.Where(f => !IsOfRecord(f.Key))),
            Evidence = [.. EvidenceOf(draft, time)],
            Missing = [.. draft.Missing.Select(what => new MissingEvidence(what, $"{what} was not to be had on {draft.Host}"))],
            Exit = ExitOf(draft.Fields),
        };
    }

    private static Subject SubjectOf(TestEvent draft)
    {
        var given = draft.Fields.ToDictionary(f => f.Key, f => f.Value.ToString());
        if (draft.Type.StartsWith("network.", StringComparison.Ordinal))
        {
            var name = given.GetValueOrDefault(FieldNames.NetworkName, "net");
            return new Subject(Subject.Network, given.GetValueOrDefault(FieldNames.NetworkId, TestHost.ContainerId(name)), name);
        }

        if (draft.Container is { } container)
        {
            return new Subject(Subject.Container, container.FullId, container.Name);
        }

        return draft.Type.Split('.')[0] switch
        {
            "daemon" or "collector" => new Subject(Subject.Daemon, draft.Host, draft.Host),
            Subject.Image => new Subject(Subject.Image, given.GetValueOrDefault(AttributeNames.ImageId, ""), given.GetValueOrDefault(AttributeNames.ImageName, "")),
            _ when draft.Service is { } service => new Subject(Subject.ServiceKind, service, service),
            _ => new Subject(Subject.HostKind, draft.Host, draft.Host),
        };
    }

    private static IEnumerable<KeyValuePair<string, AttributeValue>> Facts(TestEvent draft)
    {
        if (draft.Container is not { } container)
        {
            return [];
        }

        return draft.Type.StartsWith("network.", StringComparison.Ordinal)
            ? [new(FieldNames.ContainerId, container.FullId), new(FieldNames.ContainerName, container.Name)]
            : container.Facts;
    }

    private static bool IsOfRecord(string name) =>
        name is FieldNames.ExitEndedBy or FieldNames.ExitReason or FieldNames.ExitCertainty or FieldNames.ExitFacts or FieldNames.NetworkId or FieldNames.NetworkName;

    private RunRef? RunOf(TestEvent draft, DateTimeOffset time)
    {
        if (draft.Container is not { } container || draft.Type is EventTypes.ContainerCreate or EventTypes.ContainerStartFailed)
        {
            return null;
        }

        if (draft.Type == EventTypes.ContainerStart)
        {
            _startedAt[container.Id] = time;
            _ = _diedAt.Remove(container.Id);
        }
        else if (draft.Type == EventTypes.ContainerDie)
        {
            // What dies again without a start in the test was restarted in between.
            if (_diedAt.TryGetValue(container.Id, out var before))
            {
                _startedAt[container.Id] = before + Restart < time ? before + Restart : time;
            }

            _diedAt[container.Id] = time;
        }

        return new RunRef(_startedAt.GetValueOrDefault(container.Id, TestHost.Before));
    }

    private static ExitVerdict? ExitOf(IEnumerable<KeyValuePair<string, AttributeValue>> fields)
    {
        var given = fields.ToDictionary(f => f.Key, f => f.Value);
        if (!given.TryGetValue(FieldNames.ExitEndedBy, out var endedBy))
        {
            return null;
        }

        var certainty = given.TryGetValue(FieldNames.ExitCertainty, out var c) ? c.ToString() : "confirmed";
        return new ExitVerdict(
            Enum.Parse<EndedBy>(endedBy.ToString(), ignoreCase: true),
            given.TryGetValue(FieldNames.ExitReason, out var reason) ? reason.ToString() : "",
            Enum.Parse<Certainty>(certainty, ignoreCase: true),
            given.TryGetValue(FieldNames.ExitFacts, out var facts) ? facts.List ?? [] : [],
            []);
    }

    private IEnumerable<Evidence> EvidenceOf(TestEvent draft, DateTimeOffset time)
    {
        if (draft.Container?.Inspect is { } inspect)
        {
            yield return Make(EvidenceKinds.Inspect, time, inspect);
        }

        if (draft.Logs.Count > 0)
        {
            yield return Make(EvidenceKinds.Logs, time, new JsonArray([.. draft.Logs.Select((text, i) => Line(text, time.AddMilliseconds(i - draft.Logs.Count)))]));
        }

        if (draft.Samples.Count > 0)
        {
            yield return Make(EvidenceKinds.Sample, time, new JsonArray([.. draft.Samples.OrderBy(s => s.At).Select(s => Measured(s.Values, time + s.At))]));
        }

        if (draft.Type == EventTypes.ContainerStartFailed && HolderOf(draft) is { } holder)
        {
            var json = JsonSerializer.SerializeToNode(holder, ContractsJson.Default.PortHolder);
            yield return Make(EvidenceKinds.Topology, time, new JsonObject { ["port_holder"] = json });
        }
    }

    private PortHolder? HolderOf(TestEvent draft)
    {
        var error = draft.Fields.LastOrDefault(f => f.Key == AttributeNames.Error).Value.ToString();
        var holders = from wanted in PublishedPort.Wanted(error, draft.Container?.Ports ?? [])
                      from container in containers
                      where container != draft.Container && container.Host == draft.Host && IsUp(container)
                      from port in container.Ports
                      where port.Excludes(wanted)
                      select new PortHolder(port.Number, port.Protocol, Subject.Container, container.Name, container.FullId, container.Service);
        return holders.FirstOrDefault();
    }

    // What does not run holds no port.
    private bool IsUp(TestContainer container) =>
        !_diedAt.ContainsKey(container.Id)
        && (_startedAt.ContainsKey(container.Id) || container.State is ContainerStates.Running or ContainerStates.Paused);

    private static JsonObject Line(string text, DateTimeOffset time) => new() { ["time"] = Stamp(time), ["stream"] = "stderr", ["text"] = text };

    private static JsonObject Measured(IEnumerable<KeyValuePair<string, JsonNode?>> values, DateTimeOffset time)
    {
        var sample = new JsonObject { ["time"] = Stamp(time) };
        foreach (var (name, value) in values)
        {
            sample[name] = value?.DeepClone();
        }

        return sample;
    }

    private static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private static Evidence Make(string kind, DateTimeOffset time, JsonNode node)
    {
        using var document = JsonDocument.Parse(node.ToJsonString());
        return new Evidence(kind, time, document.RootElement.Clone());
    }
}
