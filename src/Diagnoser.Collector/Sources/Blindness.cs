namespace Diagnoser.Collector.Sources;

/// <summary>A time in which the collector did not see something as it happened.</summary>
/// <param name="Kind">How that came about; one of <see cref="BlindKinds"/>.</param>
/// <param name="Source">What was not seen; one of <see cref="BlindSources"/>.</param>
/// <param name="From">Since when.</param>
/// <param name="To">Until when.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="Lost">What may be missing because of it, for people.</param>
internal sealed record Blindness(string Kind, string Source, DateTimeOffset From, DateTimeOffset To, string Reason, string Lost)
{
    /// <summary>How many events it concerns; null if that is not known.</summary>
    public long? Count { get; init; }

    /// <summary>True if all of it was read afterwards, so that nothing is missing.</summary>
    public bool IsRecovered { get; init; }
}

/// <summary>What can be blind: names of the contract, which rules and people search for. The sources' own names are for messages.</summary>
internal static class BlindSources
{
    public const string DockerEvents = "docker.events";
    public const string DockerActivity = "docker.activity";
    public const string KernelLog = "kernel.log";
    public const string ContainerLog = "container.log";
    public const string DaemonLog = "daemon.log";
    public const string Clock = "clock";

    /// <summary>What the collector saw and could not keep until the broker had it.</summary>
    public const string Spool = "spool";
}

/// <summary>How a blind window came about.</summary>
internal static class BlindKinds
{
    /// <summary>The collector did not run.</summary>
    public const string NotRunning = "not_running";

    /// <summary>The connection was lost, or what answers at its other end was.</summary>
    public const string Disconnected = "disconnected";

    /// <summary>What keeps the events for a while was full before they were read.</summary>
    public const string Overflow = "overflow";

    /// <summary>They came, and were not passed on.</summary>
    public const string Dropped = "dropped";

    /// <summary>A file or device cannot be read any more.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>The clock was set, so that times before and after do not compare.</summary>
    public const string ClockStep = "clock_step";
}
