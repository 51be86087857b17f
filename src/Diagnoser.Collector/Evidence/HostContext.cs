using Diagnoser.Collector.Endpoints;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Evidence;

/// <summary>The host that is watched, and what of it can be seen.</summary>
internal sealed class HostContext(CollectorOptions options, DockerIdentity identity)
{
    private const int IdPart = 12;

    public CollectorOptions Options { get; } = options;

    public DockerIdentity Identity { get; private set; } = identity;

    /// <summary>How far the engine's clock is ahead of ours; zero on the same machine.</summary>
    public TimeSpan EngineOffset { get; private set; }

    public HostRef Host { get; } = new(
        options.HostId ?? DeriveId(identity, IsSameKernel(options, identity)),
        options.HostName ?? (identity.HostName.Length > 0 ? identity.HostName : identity.EngineId));

    /// <summary>True if the engine runs on this machine's kernel, so that its proc, cgroup and kernel log files tell about its containers.</summary>
    public bool IsLocal { get; } = IsSameKernel(options, identity);

    /// <summary>The engine's own process, by its socket; its network is the one whose ports containers publish.</summary>
    public int? EnginePid { get; private set; } = EngineProcess.FindPid(options.Endpoint, options.ProcPath);

    /// <summary>Which process the engine is, to be known again; null if it cannot be told.</summary>
    public string? EngineStart { get; private set; }

    /// <summary>Why the kernel log cannot be read; null while it can.</summary>
    public MissingEvidence? KernelLogMissing { get; set; }

    /// <summary>What the engine's clock shows.</summary>
    public DateTimeOffset EngineTime(TimeProvider clock) => clock.GetUtcNow() + EngineOffset;

    /// <summary>The engine has just said who it is.</summary>
    public void Met(DockerIdentity identity, DateTimeOffset now)
    {
        Identity = identity;
        EngineOffset = IsLocal || identity.Time == default ? TimeSpan.Zero : identity.Time - now;
        EnginePid = EngineProcess.FindPid(Options.Endpoint, Options.ProcPath);
        EngineStart = EnginePid is { } pid ? EngineProcess.Start(Options.ProcPath, pid) : null;
    }

    public Subject Daemon => new(Subject.Daemon, Identity.EngineId, Identity.HostName);

    private static bool IsSameKernel(CollectorOptions options, DockerIdentity identity) =>
        (options.Endpoint.Scheme == "unix" || options.Endpoint.IsLoopback || HostAddresses.Contains(options.Endpoint.Host))
        && HostFiles.ReadLine(Path.Combine(options.ProcPath, "sys/kernel/osrelease")) == identity.Kernel;

    private static string DeriveId(DockerIdentity identity, bool isLocal)
    {
        var machine = isLocal ? HostFiles.ReadLine("/etc/machine-id") : null;
        return machine is { Length: >= IdPart } ? $"{machine[..IdPart]}-{identity.EngineId}" : identity.EngineId;
    }
}
