using System.Text;
using Diagnoser.Collector.Redaction;
using Diagnoser.Collector.Sources.Events;
using Diagnoser.Contracts;

namespace Diagnoser.Collector;

/// <summary>
/// Turns raw lines of <c>docker events --format '{{json .}}'</c> into events, without an engine: nothing is confirmed by inspect, so
/// each carries <c>event.raw</c>. Remembers each container's last start, so that its later events name their run. One thread at a time.
/// </summary>
public sealed class RawEventReader(HostRef? host = null)
{
    // A recording that never removes a container must not grow without end; forgetting costs run identity, not events.
    private const int MaxContainers = 200_000;

    private readonly HostRef _host = host ?? new HostRef("raw", "raw");
    private readonly RawEventParser _parser = new(RawEventTypes.OfRecording);

    // Without a key, so that the same recording always reads the same.
    private readonly EventRedaction _redaction = new(new Redactor());
    private readonly RawTraitsTable _traits = new();
    private readonly Utf8Pool _pool = new();
    private readonly Dictionary<string, RawContainer> _containers = new(Utf8KeyComparer.Instance);
    private Subject _network = new(Subject.Network, "", "");

    private Dictionary<string, RawContainer>.AlternateLookup<ReadOnlySpan<byte>> ByUtf8 => _containers.GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>Reads one line.</summary>
    public RawEventReading Read(ReadOnlySpan<byte> line)
    {
        if (!_parser.TryParse(line, out var raw, out var problem))
        {
            return new RawEventReading(null, problem);
        }

        if (raw is null)
        {
            return default;
        }

        return new RawEventReading(
            raw.Kind == Subject.Container
                ? OfContainer(RawAccount.Of(raw), Remember(raw.SubjectId, raw.Attribute("name") ?? "", new RawTraits(raw, _redaction)))
                : OfOther(RawAccount.Of(raw), new Subject(raw.Kind, raw.SubjectId, raw.Attribute("name") ?? ""), raw.Attribute("container")),
            null);
    }

    /// <summary>The event of a line that was scanned, which is as <see cref="Read(ReadOnlySpan{byte})"/> would give it.</summary>
    public DockerEvent Read(ReadOnlySpan<byte> line, in RawLine raw) => raw.Kind == Subject.Container
        ? OfContainer(RawAccount.Of(raw), Recall(line, raw))
        : OfOther(RawAccount.Of(raw), OtherSubject(line, raw), raw.Container.IsGiven ? ContainerId(raw.Container.Of(line)) : null);

    private DockerEvent OfContainer(in RawAccount raw, RawContainer known)
    {
        var time = raw.Time;
        switch (raw.Type)
        {
            case EventTypes.ContainerStart:
                known.Begin(time, isAssumed: false);
                break;
            case EventTypes.ContainerDestroy:
                _ = _containers.Remove(known.Subject.Id);
                break;
            case EventTypes.ContainerDie or EventTypes.ContainerOom or EventTypes.ContainerKill or EventTypes.ContainerHealthStatus when known.Run is null:
                // The recording began in the middle of this run; what is left of it still belongs together.
                known.Begin(time, isAssumed: true);
                break;
            default:
                break;
        }

        var dockerEvent = new DockerEvent(raw.Id, raw.Type, time, _host, known.Subject)
        {
            Service = known.Service.Name,
            Stack = known.Service.Stack,
            Run = known.Run,
            Attributes = WithOwn(raw, known),
        };
        if (raw.Type == EventTypes.ContainerDie && known.IsAssumed)
        {
            known.End();
        }

        return dockerEvent;
    }

    private static AttributeMap WithOwn(in RawAccount raw, RawContainer known)
    {
        var attributes = known.Traits.Attributes;
        return raw.Type switch
        {
            EventTypes.ContainerDie => attributes.With(
            [
                new(AttributeNames.ExitCode, Value(raw.ExitCode)),
                new(AttributeNames.RunSeconds, known.IsAssumed ? Value(raw.ExecDuration) : default),
            ]),
            EventTypes.ContainerKill => attributes.With(AttributeNames.Signal, Value(raw.Signal)),
            EventTypes.ContainerHealthStatus => attributes.With(AttributeNames.HealthStatus, raw.Detail),
            _ => attributes,
        };
    }

    private DockerEvent OfOther(in RawAccount raw, Subject subject, string? container) => new(raw.Id, raw.Type, raw.Time, _host, subject)
    {
        Attributes = AttributeMap.From(
        [
            new(AttributeNames.Raw, true),
            new(AttributeNames.ContainerId, container ?? default(AttributeValue)),
        ]),
    };

    private RawContainer Recall(ReadOnlySpan<byte> line, in RawLine raw)
    {
        var name = raw.Name.IsGiven ? raw.Name.Of(line) : [];
        if (ByUtf8.TryGetValue(raw.SubjectId.Of(line), out var known) && known.Traits.Are(line, raw) && IsSame(known.Subject.Name, name))
        {
            return known;
        }

        var traits = _traits.Find(line, raw);
        if (traits is null)
        {
            _ = _parser.TryParse(line, out var parsed, out _);
            traits = new RawTraits(parsed!, _redaction, line, raw);
            _traits.Add(line, raw, traits);
        }

        return Remember(known?.Subject.Id ?? Encoding.UTF8.GetString(raw.SubjectId.Of(line)), Encoding.UTF8.GetString(name), traits);
    }

    private RawContainer Remember(string id, string name, RawTraits traits)
    {
        var known = _containers.GetValueOrDefault(id);
        if (known is null && _containers.Count >= MaxContainers)
        {
            _containers.Clear();
        }

        return _containers[id] = new RawContainer(id, name, traits) { Run = known?.Run, IsAssumed = known?.IsAssumed ?? false };
    }

    private Subject OtherSubject(ReadOnlySpan<byte> line, in RawLine raw)
    {
        var id = raw.SubjectId.Of(line);
        var name = raw.Name.IsGiven ? raw.Name.Of(line) : [];
        return _network.Kind == raw.Kind && IsSame(_network.Id, id) && IsSame(_network.Name, name)
            ? _network
            : _network = new Subject(raw.Kind, _pool.Get(id), _pool.Get(name));
    }

    private string ContainerId(ReadOnlySpan<byte> id) => ByUtf8.TryGetValue(id, out var known) ? known.Subject.Id : _pool.Get(id);

    private static bool IsSame(string text, ReadOnlySpan<byte> utf8) => Utf8KeyComparer.Instance.Equals(utf8, text);

    private static AttributeValue Value(long? number) => number is { } known ? known : default(AttributeValue);
}

/// <summary>What a raw line says: an event, a problem, or nothing that is used (both null).</summary>
/// <param name="Event">The event.</param>
/// <param name="Problem">Why the line is not an event.</param>
public readonly record struct RawEventReading(DockerEvent? Event, string? Problem);
