using System.Text.Json.Serialization;

namespace Diagnoser.Contracts;

/// <summary>Who or what ended a run.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EndedBy>))]
public enum EndedBy
{
    /// <summary>The evidence does not decide; <see cref="ExitVerdict.Missing"/> names what would.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown,

    /// <summary>The kernel, because the container reached its own memory limit.</summary>
    [JsonStringEnumMemberName("kernelOwnLimit")]
    KernelOwnLimit,

    /// <summary>The kernel, because the host ran out of memory.</summary>
    [JsonStringEnumMemberName("kernelHost")]
    KernelHost,

    /// <summary>The kernel, because a parent cgroup (a slice) reached its limit.</summary>
    [JsonStringEnumMemberName("kernelParent")]
    KernelParent,

    /// <summary>A person or a tool through the Docker API (stop, kill, rm, restart, compose).</summary>
    [JsonStringEnumMemberName("operator")]
    Operator,

    /// <summary>Swarm, through the Docker API.</summary>
    [JsonStringEnumMemberName("orchestrator")]
    Orchestrator,

    /// <summary>The Docker daemon, at its own shutdown or restart.</summary>
    [JsonStringEnumMemberName("daemon")]
    Daemon,

    /// <summary>The container's own main process: it returned, crashed, or could not be started.</summary>
    [JsonStringEnumMemberName("itself")]
    Itself,

    /// <summary>A signal from outside Docker.</summary>
    [JsonStringEnumMemberName("outsider")]
    Outsider,
}

/// <summary>Why a run ended and how that is known. Computed by one table from kernel lines, cgroup counters, events and inspect.</summary>
/// <param name="EndedBy">Who or what ended it.</param>
/// <param name="Reason">A stable slug, such as <c>oom-own-limit</c>, <c>stop-requested</c>, <c>sigterm-ignored</c>, <c>error-exit</c>.</param>
/// <param name="Certainty">How sure.</param>
/// <param name="Facts">What was used, in words, most telling first.</param>
/// <param name="Missing">What would have settled or confirmed it.</param>
public sealed record ExitVerdict(
    EndedBy EndedBy,
    string Reason,
    Certainty Certainty,
    IReadOnlyList<string> Facts,
    IReadOnlyList<MissingEvidence> Missing);
