using Diagnoser.Collector.Endpoints;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Evidence;

/// <summary>The host that is watched, and what of it can be seen.</summary>
internal sealed class HostContext(CollectorOptions options, DockerIdentity identity)
{
    private const int IdPart = 12;

    public CollectorOptions Options { get; } = options;

    public DockerIdentity Identity { get; set; } = identity;

    public HostRef Host { get; } = new(
        options.HostId ?? DeriveId(identity, IsSameKernel(options, identity)),
        options.HostName ?? (identity.HostName.Length > 0 ? identity.HostName : identity.EngineId));

    /// <summary>True if the engine runs on this machine's kernel, so that its proc, cgroup and kernel log files tell about its containers.</summary>
    public bool IsLocal { get; } = IsSameKernel(options, identity);

    /// <summary>The engine's own process, by its socket; its network is the one whose ports containers publish.</summary>
    public int? EnginePid { get; } = EngineProcess.FindPid(options.Endpoint);

    /// <summary>Why the kernel log cannot be read; null while it can.</summary>
    public MissingEvidence? KernelLogMissing { get; set; }

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
