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

    /// <summary>Whose events it sees together.</summary>
    public RuleScope Scope { get; init; }

    /// <summary>Event types without which its verdict is inconclusive.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    /// <summary>The named selections.</summary>
    public required IReadOnlyList<Selection> Selections { get; init; }

    /// <summary>How the selections must come together.</summary>
    public required Correlation Correlation { get; init; }

    /// <summary>How long the condition must hold before anything is said; null: at once.</summary>
    public TimeSpan? For { get; init; }

    /// <summary>For a rule with <see cref="For"/>: events that measure the same thing again and find it back within its bounds.</summary>
    public IReadOnlyList<Selection> Counters { get; init; } = [];

    /// <summary>What ends the condition; null: nothing does but <see cref="IncidentSpec.KeepOpen"/> without another match.</summary>
    public RecoverSpec? Recover { get; init; }

    /// <summary>Everything that it watches for: its selections, then what ends the condition, then the counters.</summary>
    public IReadOnlyList<Selection> Watched => field ??= [.. Selections, .. Recover is null ? [] : new[] { Recover.Selection }, .. Counters];

    /// <summary>Events for which it stays silent.</summary>
    public IReadOnlyList<RuleException> Exceptions { get; init; } = [];

    /// <summary>Rules whose diagnosis it replaces when both match the same run or events.</summary>
    public IReadOnlyList<string> Refines { get; init; } = [];

    /// <summary>Rules whose diagnoses of the same run it explains away; they are stored, not shown.</summary>
    public IReadOnlyList<string> Suppresses { get; init; } = [];

    /// <summary>Rules whose incidents are symptoms of this one's.</summary>
    public IReadOnlyList<ExplainsSpec> Explains { get; init; } = [];

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

    /// <summary>What it says, in a few hex digits: another one after any change of its keys or values, overrides included, tests left out.</summary>
    public string Version { get; init; } = "";

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

/// <summary>Whose events a rule sees together.</summary>
public enum RuleScope
{
    /// <summary>The events of one host.</summary>
    Host,

    /// <summary>The events of all hosts.</summary>
    Fleet,
}

/// <summary>What ends a rule's condition.</summary>
/// <param name="Selection">The events that end it; named <c>recover</c>.</param>
/// <param name="For">How long after such an event the condition must not come again; zero: it ends at once.</param>
public sealed record RecoverSpec(Selection Selection, TimeSpan For);

/// <summary>A rule whose incident is a symptom of this one's.</summary>
/// <param name="Rule">Id of the other rule.</param>
/// <param name="Relation">How the other's subject is related to this one's; empty: by any.</param>
/// <param name="Within">How long after this one's diagnosis the other's may come, or before.</param>
public sealed record ExplainsSpec(string Rule, string Relation, TimeSpan Within);

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

    /// <summary><see cref="When"/> as written.</summary>
    public string? WhenSource { get; init; }

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
