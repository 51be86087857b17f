using System.Text.Json;
using System.Text.Json.Serialization;

namespace Diagnoser.Contracts;

/// <summary>Something that happened on a Docker host at an instant. Immutable; the unit that crosses the bus and is kept in the store.</summary>
/// <param name="Id">Hex SHA-256 over engine id, source, type, subject, the source's own nanosecond time and its raw attributes, so a re-read yields the same id. See <see cref="EventId"/>.</param>
/// <param name="Type">Name from the event catalogue, such as <c>container.die</c>. See <see cref="EventTypes"/>.</param>
/// <param name="Time">When it happened, by the source's clock (RFC 3339 on the wire, up to 100 ns).</param>
/// <param name="Host">The Docker host it happened on.</param>
/// <param name="Subject">What it is about.</param>
public sealed record DockerEvent(
    string Id,
    string Type,
    DateTimeOffset Time,
    HostRef Host,
    Subject Subject)
{
    /// <summary>Discriminator of a JSON line; always <c>event</c>.</summary>
    [JsonPropertyOrder(-1)]
    public string Record { get; } = "event";

    /// <summary>True if it says only that its collector lives, and nothing of what happened on the host.</summary>
    [JsonIgnore]
    public bool IsHeartbeat => Type == EventTypes.CollectorHeartbeat;

    /// <summary>Version of this contract.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>Per-collector number, without holes; with <see cref="Epoch"/> the loss meter. Zero where no collector numbered it.</summary>
    public long Seq { get; init; }

    /// <summary>Life of the collector's spool that <see cref="Seq"/> belongs to.</summary>
    public string? Epoch { get; init; }

    /// <summary>When the collector saw it, by the collector's clock.</summary>
    public DateTimeOffset? ObservedTime { get; init; }

    /// <summary>The compose or Swarm service, the label <c>diagnoser.service</c>, or the container's name (OpenTelemetry <c>service.name</c>).</summary>
    public string? Service { get; init; }

    /// <summary>The compose project or Swarm stack (OpenTelemetry <c>service.namespace</c>).</summary>
    public string? Stack { get; init; }

    /// <summary>The life of the container that this belongs to; null where none is known.</summary>
    public RunRef? Run { get; init; }

    /// <summary>Flat, typed facts by their OpenTelemetry or catalogue name.</summary>
    public AttributeMap Attributes { get; init; } = AttributeMap.Empty;

    /// <summary>What was read while it still existed: inspect snapshot, log tail, samples, kernel lines, probe output.</summary>
    public IReadOnlyList<Evidence> Evidence { get; init; } = [];

    /// <summary>Evidence that could not be had, and why.</summary>
    public IReadOnlyList<MissingEvidence> Missing { get; init; } = [];

    /// <summary>Who ended the run and how that is known; on <c>container.die</c> and <c>container.start_failed</c>, once judged.</summary>
    public ExitVerdict? Exit { get; init; }

    /// <summary>W3C trace context of the batch that carried it.</summary>
    public string? Traceparent { get; init; }
}

/// <summary>A Docker host.</summary>
/// <param name="Id">Configured, else machine id and engine id.</param>
/// <param name="Name">What people call it.</param>
public sealed record HostRef(string Id, string Name);

/// <summary>What an event is about.</summary>
/// <param name="Kind">container, image, network, volume, daemon, host or service.</param>
/// <param name="Id">The engine's id of it (64 hex digits for a container).</param>
/// <param name="Name">Its name; empty where the engine gives none.</param>
public sealed record Subject(string Kind, string Id, string Name)
{
    /// <summary>A container.</summary>
    public const string Container = "container";

    /// <summary>The Docker daemon.</summary>
    public const string Daemon = "daemon";

    /// <summary>The machine.</summary>
    public const string HostKind = "host";

    /// <summary>A Docker network.</summary>
    public const string Network = "network";

    /// <summary>A volume.</summary>
    public const string Volume = "volume";

    /// <summary>An image.</summary>
    public const string Image = "image";

    /// <summary>A compose or Swarm service.</summary>
    public const string ServiceKind = "service";
}

/// <summary>One life of a container: engine id, container id and this instant identify it.</summary>
/// <param name="StartedAt">The engine's <c>State.StartedAt</c>; in a replay of raw lines the time of the <c>start</c> event.</param>
public sealed record RunRef(DateTimeOffset StartedAt);

/// <summary>Something read at the source when the event happened.</summary>
/// <param name="Kind">One of <see cref="EvidenceKinds"/>.</param>
/// <param name="Time">When it was read.</param>
/// <param name="Data">
/// <c>inspect</c>: the engine's inspect object, environment values removed. <c>logs</c>: array of <see cref="LogLine"/>.
/// <c>sample</c>: array of objects <c>{"time":…, "cgroup.memory.current":…}</c>, oldest first. <c>kernel</c>: array of strings.
/// <c>probe</c>: <see cref="ProbeResult"/>. <c>topology</c>: object by topic, such as <c>{"port_holder":{…}}</c> (<see cref="PortHolder"/>).
/// </param>
public sealed record Evidence(string Kind, DateTimeOffset Time, JsonElement Data);

/// <summary>Kinds of <see cref="Evidence"/>.</summary>
public static class EvidenceKinds
{
    /// <summary>The engine's inspect object.</summary>
    public const string Inspect = "inspect";

    /// <summary>The last log lines.</summary>
    public const string Logs = "logs";

    /// <summary>Measured series of the cgroup or the network.</summary>
    public const string Sample = "sample";

    /// <summary>Kernel log lines.</summary>
    public const string Kernel = "kernel";

    /// <summary>A health probe's own result.</summary>
    public const string Probe = "probe";

    /// <summary>Who holds, shares or talks to what.</summary>
    public const string Topology = "topology";
}

/// <summary>One line that a container wrote.</summary>
/// <param name="Time">The engine's time stamp of the line.</param>
/// <param name="Stream"><c>stdout</c> or <c>stderr</c>.</param>
/// <param name="Text">The line, redacted and capped; hostile text.</param>
public sealed record LogLine(DateTimeOffset Time, string Stream, string Text);

/// <summary>One entry of the engine's <c>State.Health.Log</c>.</summary>
/// <param name="Start">When the probe began.</param>
/// <param name="End">When it ended.</param>
/// <param name="ExitCode">Its exit code; -1 is a time-out or a probe that could not start.</param>
/// <param name="Output">What it printed, redacted and capped; hostile text.</param>
public sealed record ProbeResult(DateTimeOffset Start, DateTimeOffset End, int ExitCode, string Output);

/// <summary>Who holds a host port.</summary>
/// <param name="Port">The port's number.</param>
/// <param name="Protocol"><c>tcp</c>, <c>udp</c> or <c>sctp</c>.</param>
/// <param name="Kind"><c>container</c>, <c>process</c> or <c>unknown</c>.</param>
/// <param name="Name">The container's or the process's name; empty when unknown.</param>
/// <param name="ContainerId">The holding container's id, if it is one.</param>
/// <param name="Service">The holding container's service, if it is one.</param>
/// <param name="Pid">The holding process's id, if it is one and could be read.</param>
public sealed record PortHolder(int Port, string Protocol, string Kind, string Name, string? ContainerId = null, string? Service = null, int? Pid = null);

/// <summary>Evidence that could not be had.</summary>
/// <param name="What">The event type, evidence kind or field that is lacking, such as <c>kernel.oom_kill</c>.</param>
/// <param name="Why">Why it is lacking, in words for the on-call engineer.</param>
/// <param name="Remedy">The right or setting that would provide it; null if nothing would.</param>
public sealed record MissingEvidence(string What, string Why, string? Remedy = null);
