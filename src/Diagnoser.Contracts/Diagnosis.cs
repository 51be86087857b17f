using System.Text.Json.Serialization;

namespace Diagnoser.Contracts;

/// <summary>How much must be done, as in Prometheus.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Severity>))]
public enum Severity
{
    /// <summary>For the digest; never a page.</summary>
    [JsonStringEnumMemberName("info")]
    Info,

    /// <summary>Act today.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,

    /// <summary>Someone must act now.</summary>
    [JsonStringEnumMemberName("critical")]
    Critical,
}

/// <summary>How sure a conclusion is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Certainty>))]
public enum Certainty
{
    /// <summary>Confidence below 0.6, or evidence that a rule needs was not to be had.</summary>
    [JsonStringEnumMemberName("inconclusive")]
    Inconclusive,

    /// <summary>Confidence of 0.6 and more.</summary>
    [JsonStringEnumMemberName("probable")]
    Probable,

    /// <summary>Confidence of 0.9 and more.</summary>
    [JsonStringEnumMemberName("confirmed")]
    Confirmed,
}

/// <summary>What one rule concluded: cause, confidence, evidence, fixes.</summary>
/// <param name="Id">Hash of rule, correlation key and run; the same for the same conclusion however often it is computed.</param>
/// <param name="Time">Event time of the event that completed the match.</param>
/// <param name="Rule">The rule's id (slug).</param>
/// <param name="Codes">Catalogue codes, such as <c>EXIT-001</c>.</param>
/// <param name="Title">The rule's title.</param>
/// <param name="Severity">How much must be done.</param>
/// <param name="Host">The host it is about.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Summary">What happened, in one line.</param>
/// <param name="Cause">Why it happened.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Certainty">The confidence in words.</param>
/// <param name="Evidence">What it rests on, in time order.</param>
/// <param name="Missing">What could not be had.</param>
/// <param name="Fixes">Advice; never executed.</param>
/// <param name="Events">Ids of the events that matched.</param>
public sealed record Diagnosis(
    string Id,
    DateTimeOffset Time,
    string Rule,
    IReadOnlyList<string> Codes,
    string Title,
    Severity Severity,
    HostRef Host,
    Subject Subject,
    string Summary,
    string Cause,
    double Confidence,
    Certainty Certainty,
    IReadOnlyList<EvidenceLine> Evidence,
    IReadOnlyList<MissingEvidence> Missing,
    IReadOnlyList<Fix> Fixes,
    IReadOnlyList<string> Events)
{
    /// <summary>Discriminator of a JSON line; always <c>diagnosis</c>.</summary>
    [JsonPropertyOrder(-1)]
    public string Record { get; } = "diagnosis";

    /// <summary>Version of this contract.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>What the rule said then, as a hash: another one after each change of the rule. Null in what older versions kept.</summary>
    public string? RuleVersion { get; init; }

    /// <summary>The service it is about, if any.</summary>
    public string? Service { get; init; }

    /// <summary>The stack it is about, if any.</summary>
    public string? Stack { get; init; }

    /// <summary>The run it is about, if it is about one.</summary>
    public RunRef? Run { get; init; }

    /// <summary>How often the rule matched since the condition began to hold, as of <see cref="LastSeen"/>.</summary>
    public int Occurrences { get; init; } = 1;

    /// <summary>
    /// Event time of the newest match that is counted, if it is not <see cref="Time"/>: later while a condition goes on (it is told anew once
    /// a minute), earlier for a condition that had to hold for a while.
    /// </summary>
    public DateTimeOffset? LastSeen { get; init; }

    /// <summary>Event time at which its condition was over, as its rule's <c>recover</c> says; null while it goes on, or if nothing tells.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>
    /// The correlation key and the time in which the rule's condition held, as <c>key/anchor</c>: by it an engine that is started again goes
    /// on where the last one stopped.
    /// </summary>
    public string? Episode { get; init; }

    /// <summary>Rules whose diagnoses this one replaces when both match the same run or events.</summary>
    public IReadOnlyList<string> Refines { get; init; } = [];

    /// <summary>What it has in common with the other diagnoses of its incident: a hash of the values that its rule names.</summary>
    public string? IncidentKey { get; init; }

    /// <summary>Id of the incident it belongs to; null where incidents were not made yet.</summary>
    public string? Incident { get; init; }

    /// <summary>The rule whose diagnosis hides this one (a refinement or a suppressor); null if it is shown.</summary>
    public string? HiddenBy { get; init; }
}

/// <summary>One piece of evidence as people read it.</summary>
/// <param name="Time">When it happened or was measured.</param>
/// <param name="Source">Where it comes from: <c>docker</c>, <c>kernel</c>, <c>inspect</c>, <c>logs</c>, <c>cgroup</c>, <c>probe</c>, <c>verdict</c>, <c>topology</c>.</param>
/// <param name="Text">What it says; may hold text from a container, so escape it for the target.</param>
public sealed record EvidenceLine(DateTimeOffset Time, string Source, string Text);

/// <summary>A suggested action; advice, never executed.</summary>
/// <param name="Id">Stable within its rule.</param>
/// <param name="Title">What it does.</param>
/// <param name="Risk"><c>none</c>, <c>low</c>, <c>medium</c> or <c>high</c>.</param>
/// <param name="Command">An exact shell command, every value quoted; null if the fix is a change of a file.</param>
/// <param name="RunOn">The host to run it on.</param>
/// <param name="Verify">How to see that it worked: a command, or what must (not) happen for how long.</param>
/// <param name="Rollback">A shell command that undoes it.</param>
public sealed record Fix(string Id, string Title, string Risk, string? Command = null, string? RunOn = null, string? Verify = null, string? Rollback = null)
{
    /// <summary>A change of a file that makes the fix last, in words: file, key, value.</summary>
    public string? Change { get; init; }
}

/// <summary>A time in which a collector could not see, and what it could not see.</summary>
/// <param name="Host">The host.</param>
/// <param name="From">Since when it was blind.</param>
/// <param name="To">Until when.</param>
/// <param name="Source">Which source was blind, such as <c>docker.events</c> or <c>kernel.log</c>.</param>
/// <param name="Reason">Why.</param>
/// <param name="Lost">What may be missing because of it, and what was recovered.</param>
public sealed record BlindWindow(HostRef Host, DateTimeOffset From, DateTimeOffset To, string Source, string Reason, string Lost)
{
    /// <summary>Discriminator of a JSON line; always <c>blindWindow</c>.</summary>
    [JsonPropertyOrder(-1)]
    public string Record { get; } = "blindWindow";

    /// <summary>Version of this contract.</summary>
    public int Schema { get; init; } = 1;
}
