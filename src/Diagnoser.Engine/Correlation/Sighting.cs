using Diagnoser.Contracts;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Topology;

namespace Diagnoser.Engine.Correlation;

/// <summary>
/// An event that a selection matched, as a window keeps it: what its rule reads of it. The event itself, with all its evidence, can be let
/// go of; <see cref="ToMatched"/> makes what is needed of it again. There may be a million, so it is kept small.
/// </summary>
internal sealed class Sighting
{
    private const long NoRun = -1;

    private readonly Origin _origin;
    private readonly EventKey _subjectId;
    private readonly string _subjectName;
    private readonly long _run;
    private readonly KeptValues _values;
    private readonly ExitVerdict? _exit;
    private readonly Attachments? _attached;

    public Sighting(SightingPlan plan, DockerEvent dockerEvent, Captures captures, SightingKit kit)
    {
        Id = EventKey.Of(dockerEvent.Id);
        Ticks = dockerEvent.Time.UtcTicks;
        Selection = plan.Index;
        _origin = kit.OriginOf(dockerEvent);
        _subjectId = EventKey.Of(dockerEvent.Subject.Id);
        _subjectName = dockerEvent.Subject.Name;
        _run = dockerEvent.Run?.StartedAt.UtcTicks ?? NoRun;
        _exit = kit.Shared(dockerEvent.Exit);
        _values = plan.Keep(dockerEvent.Attributes);
        _attached = Attachments.Of(plan, dockerEvent, captures);
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
    public string? Distinct => _attached?.Distinct;

    /// <summary>True if the correlation was complete with it.</summary>
    public bool Completes { get; set; }

    /// <summary>True if an engine before this one took it.</summary>
    public bool IsTakenAgain { get; init; }

    /// <summary>True if what came before it is not all taken again, so that nobody can say whether the correlation was complete with it.</summary>
    public bool LacksPast { get; init; }

    /// <summary>What it is about, as the topology knows it.</summary>
    public Party Party => new(_origin.Host.Id, _origin.Kind == Subject.Container ? _subjectId.ToString() : null, _origin.Service, _origin.Stack);

    /// <summary>What the event says could not be observed.</summary>
    public IEnumerable<MissingEvidence> Missing
    {
        get
        {
            var missing = _attached?.Missing ?? [];
            return _exit is { Missing.Count: > 0 } exit ? missing.Concat(exit.Missing) : missing;
        }
    }

    /// <summary>Order of event time; ids tell events of one instant apart.</summary>
    public static int Order(Sighting one, Sighting other)
    {
        var order = one.Ticks.CompareTo(other.Ticks);
        order = order == 0 ? one.Id.CompareTo(other.Id) : order;
        return order == 0 ? one.Selection.CompareTo(other.Selection) : order;
    }

    /// <summary>The run that it belongs to; null where none is known.</summary>
    public Tie? Run => _run == NoRun ? null : Tie.OfRun(_origin.Host.Id, _subjectId, _run);

    /// <summary>What is known of the event, as an event.</summary>
    public MatchedEvent ToMatched(Rule rule, SightingPlan plan)
    {
        var dockerEvent = new DockerEvent(
            Id.ToString(), plan.Type, new DateTimeOffset(Ticks, TimeSpan.Zero), _origin.Host, new Subject(_origin.Kind, _subjectId.ToString(), _subjectName))
        {
            Service = _origin.Service,
            Stack = _origin.Stack,
            Run = _run == NoRun ? null : new RunRef(new DateTimeOffset(_run, TimeSpan.Zero)),
            Attributes = plan.Restore(_values),
            Evidence = _attached?.Evidence ?? [],
            Missing = _attached?.Missing ?? [],
            Exit = _exit,
        };
        return new MatchedEvent(rule.Watched[Selection].Name, dockerEvent, _attached?.Captures ?? Captures.None) { Weight = Weight };
    }

    /// <summary>What few events bring along.</summary>
    private sealed record Attachments(IReadOnlyList<Evidence> Evidence, IReadOnlyList<MissingEvidence> Missing, Captures Captures, string? Distinct)
    {
        public static Attachments? Of(SightingPlan plan, DockerEvent e, Captures captures)
        {
            IReadOnlyList<Evidence> evidence =
                plan.Kinds.Count > 0 && e.Evidence.Count > 0 ? [.. e.Evidence.Where(x => plan.Kinds.Contains(x.Kind))] : [];
            var distinct = plan.Distinct is { } read && read(e, captures) is { IsMissing: false } value ? value.ToString() : null;
            return evidence.Count == 0 && e.Missing.Count == 0 && captures.IsEmpty && distinct is null
                ? null
                : new Attachments(evidence, e.Missing, captures, distinct);
        }
    }
}
