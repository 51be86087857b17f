using Diagnoser.Contracts;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Topology;

namespace Diagnoser.Engine.Correlation;

/// <summary>
/// An event that a selection matched, as a window keeps it: what its rule reads of it. The event itself, with all its evidence, can be let
/// go of; <see cref="ToMatched"/> makes what is needed of it again.
/// </summary>
internal sealed class Sighting
{
    private readonly HostRef _host;
    private readonly string _subjectKind;
    private readonly EventKey _subjectId;
    private readonly string _subjectName;
    private readonly string? _service;
    private readonly string? _stack;
    private readonly RunRef? _run;
    private readonly AttributeValue[] _values;
    private readonly IReadOnlyList<Evidence>? _evidence;
    private readonly IReadOnlyList<MissingEvidence> _missing;
    private readonly ExitVerdict? _exit;
    private readonly Captures _captures;

    public Sighting(SightingPlan plan, DockerEvent dockerEvent, Captures captures)
    {
        Id = EventKey.Of(dockerEvent.Id);
        Ticks = dockerEvent.Time.UtcTicks;
        Selection = plan.Index;
        _host = dockerEvent.Host;
        _subjectKind = dockerEvent.Subject.Kind == Subject.Container ? Subject.Container : dockerEvent.Subject.Kind;
        _subjectId = EventKey.Of(dockerEvent.Subject.Id);
        _subjectName = dockerEvent.Subject.Name;
        (_service, _stack, _run) = (dockerEvent.Service, dockerEvent.Stack, dockerEvent.Run);
        (_missing, _exit, _captures) = (dockerEvent.Missing, dockerEvent.Exit, captures);
        _values = ValuesOf(plan, dockerEvent.Attributes);
        if (plan.Kinds.Count > 0 && dockerEvent.Evidence.Count > 0)
        {
            _evidence = [.. dockerEvent.Evidence.Where(e => plan.Kinds.Contains(e.Kind))];
        }

        if (plan.Distinct is { } distinct && distinct(dockerEvent, captures) is { IsMissing: false } value)
        {
            Distinct = value.ToString();
        }
    }

    /// <summary>The event's id.</summary>
    public EventKey Id { get; }

    /// <summary>Its time in UTC ticks.</summary>
    public long Ticks { get; }

    /// <summary>Which selection matched, by index.</summary>
    public int Selection { get; }

    /// <summary>How many sightings this one stands for: those beside it that a full window had to drop, and itself.</summary>
    public int Weight { get; set; } = 1;

    /// <summary>The value of which different ones are counted.</summary>
    public string? Distinct { get; }

    /// <summary>True if the correlation was complete with it.</summary>
    public bool Completes { get; set; }

    /// <summary>What it is about, as the topology knows it.</summary>
    public Party Party => new(_host.Id, _subjectKind == Subject.Container ? _subjectId.ToString() : null, _service, _stack);

    /// <summary>What the event says could not be observed.</summary>
    public IEnumerable<MissingEvidence> Missing => _exit is { Missing.Count: > 0 } exit ? _missing.Concat(exit.Missing) : _missing;

    /// <summary>Order of event time; ids tell events of one instant apart.</summary>
    public static int Order(Sighting one, Sighting other)
    {
        var order = one.Ticks.CompareTo(other.Ticks);
        order = order == 0 ? one.Id.CompareTo(other.Id) : order;
        return order == 0 ? one.Selection.CompareTo(other.Selection) : order;
    }

    /// <summary>What is known of the event, as an event.</summary>
    public MatchedEvent ToMatched(Rule rule, SightingPlan plan)
    {
        var attributes = new List<KeyValuePair<string, AttributeValue>>(_values.Length);
        for (var i = 0; i < _values.Length; i++)
        {
            if (_values[i].HasValue)
            {
                attributes.Add(new(plan.Names[i], _values[i]));
            }
        }

        var dockerEvent = new DockerEvent(
            Id.ToString(), plan.Type, new DateTimeOffset(Ticks, TimeSpan.Zero), _host, new Subject(_subjectKind, _subjectId.ToString(), _subjectName))
        {
            Service = _service,
            Stack = _stack,
            Run = _run,
            Attributes = AttributeMap.From(attributes),
            Evidence = _evidence ?? [],
            Missing = _missing,
            Exit = _exit,
        };
        return new MatchedEvent(rule.Watched[Selection].Name, dockerEvent, _captures) { Weight = Weight };
    }

    private static AttributeValue[] ValuesOf(SightingPlan plan, AttributeMap attributes)
    {
        var values = new AttributeValue[plan.Names.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = attributes[plan.Names[i]];
        }

        return values;
    }
}
