namespace Diagnoser.Engine.Rules;

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

    /// <summary>Topology, by topic.</summary>
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

    /// <summary>Seconds from the last measurement until the trend reaches zero.</summary>
    TimeToZero,
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
    public LinearRegex? Match { get; init; }

    /// <summary>Which value is taken.</summary>
    public Take Take { get; init; } = Take.Last;

    /// <summary>Unit.</summary>
    public EvidenceUnit As { get; init; }

    /// <summary>For <c>port_holder</c>: gives the port.</summary>
    public Template? Port { get; init; }

    /// <summary>For <c>services_named</c>: gives the name that is looked for.</summary>
    public Template? Lookup { get; init; }
}
