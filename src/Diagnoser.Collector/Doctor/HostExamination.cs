using System.Globalization;
using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Sources.DaemonLog;
using Diagnoser.Collector.Sources.Kernel;

namespace Diagnoser.Collector.Doctor;

/// <summary>Examines what comes from the host's own files.</summary>
internal static class HostExamination
{
    /// <summary>All of it.</summary>
    /// <param name="context">The host.</param>
    /// <param name="running">A running container to look at; null if none runs.</param>
    /// <param name="clock">The clock.</param>
    public static IEnumerable<Finding> All(HostContext context, ContainerSnapshot? running, TimeProvider clock)
    {
        if (!context.IsLocal)
        {
            yield return new Finding("host", Sight.Limited, "the engine runs on another machine: its kernel log, cgroups and processes are out of reach", "run a collector on that host");
            yield break;
        }

        yield return KernelLog(context);
        yield return OomCounter(context);
        yield return Cgroup(context, running, clock);
        yield return Network(context, running);
        yield return LogFiles(context, running);
    }

    /// <summary>What the kernel says of OOM kills and crashes.</summary>
    private static Finding KernelLog(HostContext context)
    {
        var missing = KernelLogSource.TryOpen(context, out var device);
        device?.Dispose();
        return missing is null
            ? new Finding("kernel log", Sight.Good, $"{context.Options.KernelLogPath} can be read: OOM kills are told with the process and the limit")
            : new Finding("kernel log", Sight.Limited, $"{missing.Why}: which process an OOM kill took, and for whose limit, stays unknown", missing.Remedy);
    }

    /// <summary>What the daemon says of itself.</summary>
    public static async Task<Finding> DaemonLogAsync(HostContext context, TimeProvider clock, CancellationToken cancellationToken)
    {
        const string subject = DaemonLogSource.Name;
        var reader = DaemonLogSource.ReaderOf(context.Options, clock);
        return reader is null ? new Finding(subject, Sight.None, "is not read: Collector:DaemonLog is off")
            : await reader.FindMissingAsync(cancellationToken) is { } missing
            ? new Finding(subject, Sight.Limited, $"{missing.Why}: failed pulls, name servers that do not answer and the daemon's own faults stay unseen", missing.Remedy)
            : new Finding(subject, Sight.Good, $"can be read from {(context.Options.DaemonLog == DaemonLogSource.Journal ? "the journal" : context.Options.DaemonLog)}");
    }

    private static Finding OomCounter(HostContext context)
    {
        var path = Path.Combine(context.Options.ProcPath, "vmstat");
        return HostFiles.NumberAfter(HostFiles.Read(path), "oom_kill") is { } count
            ? new Finding("oom counter", Sight.Good, $"{count.ToString(CultureInfo.InvariantCulture)} OOM kills since boot, by {path}")
            : new Finding("oom counter", Sight.Limited, $"{path} has no oom_kill: a kill that nobody tells of goes unnoticed", ProcFix);
    }

    private static Finding Cgroup(HostContext context, ContainerSnapshot? running, TimeProvider clock)
    {
        if (running is null)
        {
            return new Finding("cgroups", Sight.None, "no container runs that could be looked at");
        }

        var sampler = new MemorySampler(context, clock);
        sampler.Begin(running.Id, running.Pid);
        return sampler.End(running.Id) is not null
            ? new Finding("cgroups", Sight.Good, $"memory and its peak can be read, seen on {running.Name}")
            : new Finding(
                "cgroups",
                Sight.Limited,
                $"the cgroup of {running.Name} cannot be found below {context.Options.CgroupPath}: memory, CPU and process limits stay unseen",
                "in a container: --cgroupns host -v /sys/fs/cgroup:/host/cgroup:ro -e DIAGNOSER__Collector__CgroupPath=/host/cgroup");
    }

    private static Finding Network(HostContext context, ContainerSnapshot? running)
    {
        if (running is null)
        {
            return new Finding("networks", Sight.None, "no container runs that could be looked at");
        }

        var path = Path.Combine(context.Options.ProcPath, running.Pid.ToString(CultureInfo.InvariantCulture), "net/tcp");
        return HostFiles.Read(path) is { Length: > 0 }
            ? new Finding("networks", Sight.Good, $"connections and counters can be read, seen on {running.Name}")
            : new Finding("networks", Sight.Limited, $"{path} cannot be read: who listens, and who does not answer, stays unseen", ProcFix);
    }

    private static Finding LogFiles(HostContext context, ContainerSnapshot? running)
    {
        if (running?.Root.Text("LogPath") is not { Length: > 0 } path)
        {
            return new Finding("log files", Sight.None, "no running container logs to a file of the engine");
        }

        return File.Exists(context.Options.OnHost(path))
            ? new Finding("log files", Sight.Good, "their sizes can be measured")
            : new Finding(
                "log files",
                Sight.Limited,
                $"{path} is not visible: which log fills the disk stays unseen",
                "run as root with CAP_DAC_READ_SEARCH; in a container: also -v /:/host/root:ro -e DIAGNOSER__Collector__RootPath=/host/root");
    }

    private const string ProcFix = "in a container: -v /proc:/host/proc:ro -e DIAGNOSER__Collector__ProcPath=/host/proc; on a host with hidepid: mount /proc with gid= of the collector";
}
