using Diagnoser.Collector.Redaction;
using Diagnoser.Collector.Sources.Containers;
using Diagnoser.Collector.Sources.Events;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Evidence;

/// <summary>Makes events: gives each its host, subject, service, run and the container's standing attributes.</summary>
internal sealed class EventFactory(HostContext context, Redactor redactor)
{
    public HostContext Context { get; } = context;

    /// <summary>An event of a container that the engine told of.</summary>
    public DockerEvent Of(RawEvent raw, KnownContainer container, params IEnumerable<KeyValuePair<string, AttributeValue>> own) =>
        OfContainer(raw.Type, raw.Time, raw.ComputeId(Context.Identity.EngineId), container, raw, own);

    /// <summary>An event of a container that was found by looking, not told.</summary>
    public DockerEvent Of(
        string type,
        DateTimeOffset time,
        string source,
        KnownContainer container,
        IEnumerable<KeyValuePair<string, string>> facts,
        params IEnumerable<KeyValuePair<string, AttributeValue>> own) =>
        OfContainer(type, time, Id(type, time, source, container.Id, facts), container, null, own);

    /// <summary>An event about anything but a container.</summary>
    public DockerEvent Of(
        string type,
        DateTimeOffset time,
        string source,
        Subject subject,
        IEnumerable<KeyValuePair<string, string>> facts,
        params IEnumerable<KeyValuePair<string, AttributeValue>> own) =>
        new(Id(type, time, source, subject.Id, facts), type, time, Context.Host, subject) { Attributes = AttributeMap.From(own) };

    /// <summary>An event about anything but a container that the engine told of.</summary>
    public DockerEvent Of(RawEvent raw, Subject subject, params IEnumerable<KeyValuePair<string, AttributeValue>> own) =>
        new(raw.ComputeId(Context.Identity.EngineId), raw.Type, raw.Time, Context.Host, subject) { Attributes = AttributeMap.From(own) };

    public DockerEvent OfNetwork(RawEvent raw) =>
        new(raw.ComputeId(Context.Identity.EngineId), raw.Type, raw.Time, Context.Host, new Subject(raw.Kind, raw.SubjectId, raw.Attribute("name") ?? ""))
        {
            Attributes = AttributeMap.From([new(AttributeNames.ContainerId, SnapshotAttributes.Text(raw.Attribute("container")))]),
        };

    private string Id(string type, DateTimeOffset time, string source, string subjectId, IEnumerable<KeyValuePair<string, string>> facts) =>
        EventId.Compute(Context.Identity.EngineId, source, type, subjectId, (time - DateTimeOffset.UnixEpoch).Ticks * 100, facts);

    private DockerEvent OfContainer(
        string type,
        DateTimeOffset time,
        string id,
        KnownContainer container,
        RawEvent? raw,
        IEnumerable<KeyValuePair<string, AttributeValue>> own)
    {
        var (subject, service, attributes) = container.Snapshot is { } snapshot
            ? (snapshot.Subject, snapshot.Service, SnapshotAttributes.Of(snapshot, Context.Identity, redactor))
            : raw is null ? FromRow(container) : FromRaw(raw);
        return new DockerEvent(id, type, time, Context.Host, subject)
        {
            Service = service.Name.Length > 0 ? service.Name : null,
            Stack = service.Stack,
            Run = container.Run is { } run ? new RunRef(run) : null,
            Attributes = attributes.With(own),
        };
    }

    /// <summary>A container that was gone before it could be inspected: its event's own attributes hold its labels too.</summary>
    private (Subject Subject, ServiceName Service, AttributeMap Attributes) FromRaw(RawEvent raw)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in raw.Attributes)
        {
            if (key is not ("name" or "image") && !RawEvent.IsOwn(key))
            {
                labels[key] = value;
            }
        }

        var name = raw.Attribute("name") ?? "";
        var image = raw.Attribute("image") ?? "";
        var service = ServiceNaming.Of(labels, name, image);
        return (new Subject(Subject.Container, raw.SubjectId, name), service, AttributeMap.From(
        [
            new(AttributeNames.ImageName, SnapshotAttributes.Text(image)),
            new(AttributeNames.EngineVersion, SnapshotAttributes.Text(Context.Identity.Version)),
            new(AttributeNames.CgroupVersion, SnapshotAttributes.Positive(Context.Identity.CgroupVersion)),
            new(AttributeNames.HostMemoryTotal, SnapshotAttributes.Positive(Context.Identity.MemoryTotal)),
            .. ServiceNaming.Attributes(labels, service),
            .. TopologyAttributes.Of(labels),
            .. LabelAttributes.Of(labels, redactor),
        ]));
    }

    private static (Subject Subject, ServiceName Service, AttributeMap Attributes) FromRow(KnownContainer container) =>
        container.Row is { } row
            ? (new Subject(Subject.Container, row.Id, row.Name), new ServiceName(row.Service, row.Stack, ""), AttributeMap.From([new(AttributeNames.ImageName, SnapshotAttributes.Text(row.Image))]))
            : (new Subject(Subject.Container, container.Id, ""), new ServiceName("", null, ""), AttributeMap.Empty);
}
