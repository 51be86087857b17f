using System.Globalization;
using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Redaction;
using Diagnoser.Collector.Sources;
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
    private readonly RawEventParser _parser = new();
    private readonly Redactor _redactor = new();
    private readonly Dictionary<string, Known> _containers = new(StringComparer.Ordinal);

    /// <summary>Reads one line.</summary>
    public RawEventReading Read(ReadOnlySpan<byte> line)
    {
        if (!_parser.TryParse(line, out var raw, out var problem))
        {
            return new RawEventReading(null, problem);
        }

        return raw is null ? default : new RawEventReading(raw.Kind == Subject.Container ? OfContainer(raw) : OfOther(raw), null);
    }

    private DockerEvent OfContainer(RawEvent raw)
    {
        var known = Recall(raw);
        var time = raw.Time;
        switch (raw.Type)
        {
            case EventTypes.ContainerStart:
                known.Begin(time, isAssumed: false);
                break;
            case EventTypes.ContainerDestroy:
                _ = _containers.Remove(raw.SubjectId);
                break;
            case EventTypes.ContainerDie or EventTypes.ContainerOom or EventTypes.ContainerKill or EventTypes.ContainerHealthStatus when known.Run is null:
                // The recording began in the middle of this run; what is left of it still belongs together.
                known.Begin(time, isAssumed: true);
                break;
            default:
                break;
        }

        var dockerEvent = new DockerEvent(raw.ComputeId(""), raw.Type, time, _host, known.Subject)
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

    private static AttributeMap WithOwn(RawEvent raw, Known known)
    {
        switch (raw.Type)
        {
            case EventTypes.ContainerDie:
                return known.Attributes.With(
                [
                    new(AttributeNames.ExitCode, Whole(raw.Attribute("exitCode"))),
                    new(AttributeNames.RunSeconds, known.IsAssumed ? Whole(raw.Attribute("execDuration")) : default),
                ]);
            case EventTypes.ContainerKill:
                return known.Attributes.With(AttributeNames.Signal, Signals.Number(raw.Attribute("signal")) is { } number ? (long)number : default(AttributeValue));
            case EventTypes.ContainerHealthStatus:
                return known.Attributes.With(AttributeNames.HealthStatus, raw.Detail);
            default:
                return known.Attributes;
        }
    }

    private DockerEvent OfOther(RawEvent raw)
    {
        var attributes = AttributeMap.From(
        [
            new(AttributeNames.Raw, true),
            new(AttributeNames.ContainerId, raw.Attribute("container") is { } container ? container : default(AttributeValue)),
        ]);
        return new DockerEvent(raw.ComputeId(""), raw.Type, raw.Time, _host, new Subject(raw.Kind, raw.SubjectId, raw.Attribute("name") ?? ""))
        {
            Attributes = attributes,
        };
    }

    private Known Recall(RawEvent raw)
    {
        var run = default(RunRef);
        var isAssumed = false;
        if (_containers.TryGetValue(raw.SubjectId, out var known))
        {
            if (known.Matches(raw))
            {
                return known;
            }

            (run, isAssumed) = (known.Run, known.IsAssumed);
        }

        if (_containers.Count >= MaxContainers)
        {
            _containers.Clear();
        }

        return _containers[raw.SubjectId] = new Known(raw, _redactor) { Run = run, IsAssumed = isAssumed };
    }

    private static AttributeValue Whole(string? text) =>
        long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : default(AttributeValue);

    /// <summary>What one container's lines have in common: name, image and labels; built once, since most lines repeat them.</summary>
    private sealed class Known
    {
        private readonly KeyValuePair<string, string>[] _fixed;

        public Known(RawEvent raw, Redactor redactor)
        {
            _fixed = [.. raw.Attributes.Where(attribute => !RawEvent.IsOwn(attribute.Key))];
            var labels = _fixed.Where(attribute => attribute.Key is not ("name" or "image")).ToDictionary(StringComparer.Ordinal);
            var name = raw.Attribute("name") ?? "";
            var image = raw.Attribute("image") ?? "";
            Subject = new Subject(Subject.Container, raw.SubjectId, name);
            Service = ServiceNaming.Of(labels, name, image);
            Attributes = AttributeMap.From(
            [
                new(AttributeNames.Raw, true),
                new(AttributeNames.ImageName, image),
                .. ServiceNaming.Attributes(labels, Service),
                .. TopologyAttributes.Of(labels),
                .. LabelAttributes.Of(labels, redactor),
            ]);
        }

        public Subject Subject { get; }

        public ServiceName Service { get; }

        public AttributeMap Attributes { get; }

        public RunRef? Run { get; set; }

        /// <summary>True if the start of the run was not in the recording: its time is that of the first event seen.</summary>
        public bool IsAssumed { get; set; }

        public void Begin(DateTimeOffset time, bool isAssumed) => (Run, IsAssumed) = (new RunRef(time), isAssumed);

        public void End() => (Run, IsAssumed) = (null, false);

        public bool Matches(RawEvent raw)
        {
            var next = 0;
            foreach (var (key, value) in raw.Attributes)
            {
                if (RawEvent.IsOwn(key))
                {
                    continue;
                }

                if (next == _fixed.Length || _fixed[next].Key != key || _fixed[next].Value != value)
                {
                    return false;
                }

                next++;
            }

            return next == _fixed.Length;
        }
    }
}

/// <summary>What a raw line says: an event, a problem, or nothing that is used (both null).</summary>
/// <param name="Event">The event.</param>
/// <param name="Problem">Why the line is not an event.</param>
public readonly record struct RawEventReading(DockerEvent? Event, string? Problem);
