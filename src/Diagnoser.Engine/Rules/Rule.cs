using Diagnoser.Contracts;

namespace Diagnoser.Engine.Rules;

/// <summary>One rule as loaded: everything parsed, typed and compiled. See docs/writing-rules.md.</summary>
public sealed record Rule
{
    /// <summary>Stable slug; unique.</summary>
    public required string Id { get; init; }

    /// <summary>Shown in lists; no placeholders.</summary>
    public required string Title { get; init; }

    /// <summary>How much must be done.</summary>
    public required Severity Severity { get; init; }

    /// <summary>experimental, test, stable or deprecated.</summary>
    public required RuleStatus Status { get; init; }

    /// <summary>Team that owns it.</summary>
    public string? Owner { get; init; }

    /// <summary>Catalogue codes and free tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The catalogue codes among the tags, such as <c>EXIT-001</c>.</summary>
    public IReadOnlyList<string> Codes { get; init; } = [];

    /// <summary>What it detects and why that matters.</summary>
    public string Description { get; init; } = "";

    /// <summary>Runbook page of the owner.</summary>
    public string? Docs { get; init; }

    /// <summary>Links to sources of its facts.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>Event types without which its verdict is inconclusive.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    /// <summary>The named selections.</summary>
    public required IReadOnlyList<Selection> Selections { get; init; }

    /// <summary>How the selections must come together.</summary>
    public required Correlation Correlation { get; init; }

    /// <summary>Events for which it stays silent.</summary>
    public IReadOnlyList<RuleException> Exceptions { get; init; } = [];

    /// <summary>Rules whose diagnosis it replaces when both match the same run or events.</summary>
    public IReadOnlyList<string> Refines { get; init; } = [];

    /// <summary>Rules whose diagnoses of the same run it explains away; they are stored, not shown.</summary>
    public IReadOnlyList<string> Suppresses { get; init; } = [];

    /// <summary>Named values taken from what the events carried.</summary>
    public IReadOnlyList<EvidenceSpec> Evidence { get; init; } = [];

    /// <summary>What is said; null for a rule that only suppresses.</summary>
    public DiagnosisSpec? Diagnosis { get; init; }

    /// <summary>Suggested actions.</summary>
    public IReadOnlyList<FixSpec> Fixes { get; init; } = [];

    /// <summary>How its diagnoses gather in incidents.</summary>
    public IncidentSpec Incident { get; init; } = new();

    /// <summary>The tests inside the file.</summary>
    public IReadOnlyList<RuleTest> Tests { get; init; } = [];

    /// <summary>The file it was read from.</summary>
    public string File { get; init; } = "";
}

/// <summary>How far a rule is trusted.</summary>
public enum RuleStatus
{
    /// <summary>Runs in shadow; never shown in chat.</summary>
    Experimental,

    /// <summary>On trial.</summary>
    Test,

    /// <summary>Proven.</summary>
    Stable,

    /// <summary>To be removed.</summary>
    Deprecated,
}

/// <summary>A named selection of events: one event type and a condition.</summary>
/// <param name="Name">Its alias in the rule.</param>
/// <param name="EventType">The event type; the index.</param>
/// <param name="Condition">The compiled <c>where</c> and <c>when</c>.</param>
public sealed record Selection(string Name, string EventType, EventCondition Condition);

/// <summary>A compiled condition on one event.</summary>
public abstract class EventCondition
{
    /// <summary>True if the event satisfies it. Named groups of its regular expressions go into <paramref name="captures"/>.</summary>
    public abstract bool Matches(DockerEvent dockerEvent, Captures captures);
}

/// <summary>Named groups that regular expressions of a selection caught in one event. Attacker-controlled text.</summary>
public sealed class Captures
{
    private Dictionary<string, string>? _values;

    /// <summary>The captured text, or null.</summary>
    public string? this[string name]
    {
        get => _values?.GetValueOrDefault(name);
        set
        {
            if (value is not null)
            {
                (_values ??= new Dictionary<string, string>(StringComparer.Ordinal))[name] = value;
            }
        }
    }
}

/// <summary>How selections must come together.</summary>
public enum CorrelationKind
{
    /// <summary>One event of any of the selections.</summary>
    Any,

    /// <summary>One event of each selection within the window, in any order.</summary>
    All,

    /// <summary>The steps in order of event time within the window.</summary>
    Sequence,

    /// <summary>A number of events of one selection within the window.</summary>
    Count,

    /// <summary>No event of one selection within the window after an event of another.</summary>
    Absent,
}

/// <summary>The <c>correlate</c> block.</summary>
public sealed record Correlation
{
    /// <summary>Which of the five forms.</summary>
    public required CorrelationKind Kind { get; init; }

    /// <summary>
    /// What events must share. An entry gives the field of each selection by its alias; a field may also be
    /// <c>captures.NAME</c>. Empty: all events of one host.
    /// </summary>
    public IReadOnlyList<KeyPart> By { get; init; } = [];

    /// <summary>The window; for <c>absent</c> how long to wait. Default 1 minute.</summary>
    public TimeSpan Within { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The steps: for <c>any</c> and <c>all</c> the selections, for <c>sequence</c> in order, for <c>count</c> one step.
    /// For <c>absent</c> one step, the event after which is waited.
    /// </summary>
    public required IReadOnlyList<Step> Steps { get; init; }

    /// <summary>For <c>absent</c>: the selection that must not come.</summary>
    public string? Absent { get; init; }

    /// <summary>Selections that forbid the match if they are seen within ± the window of it.</summary>
    public IReadOnlyList<string> Unless { get; init; } = [];
}

/// <summary>One step of a correlation.</summary>
/// <param name="Selection">The selection's alias.</param>
/// <param name="AtLeast">How many events it takes.</param>
public sealed record Step(string Selection, int AtLeast = 1);

/// <summary>One part of the correlation key.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Fields">The field of each selection, by the selection's alias.</param>
public sealed record KeyPart(string Name, IReadOnlyDictionary<string, string> Fields);

/// <summary>Events for which a rule stays silent.</summary>
/// <param name="Name">Why.</param>
/// <param name="Condition">The compiled <c>where</c>; evaluated on each event that a selection matched.</param>
/// <param name="Until">Event time from which it no longer holds.</param>
public sealed record RuleException(string Name, EventCondition Condition, DateTimeOffset? Until);

/// <summary>Kinds of <see cref="EvidenceSpec"/>.</summary>
public enum EvidenceSpecKind
{
    /// <summary>A field of a matched event.</summary>
    Field,

    /// <summary>A path in the attached inspect object.</summary>
    Inspect,

    /// <summary>Attached log lines.</summary>
    Logs,

    /// <summary>A series in attached samples.</summary>
    Sample,

    /// <summary>Topology: today <c>port_holder</c>.</summary>
    Topology,
}

/// <summary>How a value of evidence is read and shown.</summary>
public enum EvidenceUnit
{
    /// <summary>As it is.</summary>
    None,

    /// <summary>Bytes, shown as 512 MiB.</summary>
    Bytes,

    /// <summary>Seconds, shown as 1 min 30 s. Inspect's nanoseconds are converted.</summary>
    Duration,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A ratio of 1, shown in percent.</summary>
    Percent,

    /// <summary>Inspect's NanoCpus as CPUs.</summary>
    Cpus,
}

/// <summary>Which of several values is taken.</summary>
public enum Take
{
    /// <summary>The last.</summary>
    Last,

    /// <summary>The first.</summary>
    First,

    /// <summary>The largest.</summary>
    Max,

    /// <summary>The smallest.</summary>
    Min,

    /// <summary>The average.</summary>
    Avg,

    /// <summary>Growth per hour by least squares.</summary>
    Slope,
}

/// <summary>A named piece of evidence.</summary>
public sealed record EvidenceSpec
{
    /// <summary>Its name in expressions.</summary>
    public required string Name { get; init; }

    /// <summary>Where it comes from.</summary>
    public required EvidenceSpecKind Kind { get; init; }

    /// <summary>The field with its alias (<c>field</c>), the path (<c>inspect</c>), the metric (<c>sample</c>) or the topic (<c>topology</c>).</summary>
    public string Path { get; init; } = "";

    /// <summary>Alias of the selection whose event carries it; for <c>field</c> the alias is part of the path.</summary>
    public string Of { get; init; } = "";

    /// <summary>Number of log lines.</summary>
    public int Lines { get; init; } = 20;

    /// <summary>How long before the event log lines or samples may be.</summary>
    public TimeSpan? Window { get; init; }

    /// <summary>Compiled regular expression that a log line or a list entry must match; its first named group, else the whole match, is taken.</summary>
    public System.Text.RegularExpressions.Regex? Match { get; init; }

    /// <summary>Which value is taken.</summary>
    public Take Take { get; init; } = Take.Last;

    /// <summary>Unit.</summary>
    public EvidenceUnit As { get; init; }

    /// <summary>For <c>port_holder</c>: gives the port.</summary>
    public Template? Port { get; init; }
}

/// <summary>What a rule says.</summary>
/// <param name="Summary">What happened, one line.</param>
/// <param name="Cause">Why.</param>
/// <param name="Confidence">0 to 1, with all evidence at hand.</param>
public sealed record DiagnosisSpec(Template Summary, Template Cause, double Confidence);

/// <summary>A suggested action.</summary>
public sealed record FixSpec
{
    /// <summary>Stable within the rule.</summary>
    public required string Id { get; init; }

    /// <summary>What it does.</summary>
    public required Template Title { get; init; }

    /// <summary>Offered only if this holds.</summary>
    public Expression? When { get; init; }

    /// <summary>none, low, medium or high.</summary>
    public string Risk { get; init; } = "low";

    /// <summary>The command.</summary>
    public Template? Command { get; init; }

    /// <summary>The host to run it on; the diagnosis's host by default.</summary>
    public Template? RunOn { get; init; }

    /// <summary>How to see that it worked, as text or command.</summary>
    public Template? Verify { get; init; }

    /// <summary>A command that undoes it.</summary>
    public Template? Rollback { get; init; }

    /// <summary>A change of a file: file, path, value.</summary>
    public FileChange? Change { get; init; }
}

/// <summary>A change of a file that makes a fix last.</summary>
/// <param name="File">Such as <c>compose</c> or <c>daemon.json</c>.</param>
/// <param name="Path">The key.</param>
/// <param name="Value">The value.</param>
public sealed record FileChange(string File, Template Path, Template Value);

/// <summary>How diagnoses of a rule gather in incidents.</summary>
public sealed record IncidentSpec
{
    /// <summary>Names whose values make the incident's key; empty: host and service.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>A diagnosis of the same rule and key within this time of the last one shown is stored, not shown again.</summary>
    public TimeSpan Cooldown { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long after the last match the condition is held to go on.</summary>
    public TimeSpan KeepOpen { get; init; } = TimeSpan.FromMinutes(10);
}
