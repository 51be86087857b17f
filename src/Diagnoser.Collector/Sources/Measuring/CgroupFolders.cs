using System.Text;
using Diagnoser.Collector.Endpoints;

namespace Diagnoser.Collector.Sources.Measuring;

/// <summary>Where the files of one container's cgroup are, for each controller; paths are UTF-8. With cgroup v2 all of them are the same folder.</summary>
internal sealed class CgroupFolders
{
    private static readonly byte[] None = [];

    private CgroupFolders(int version) => Version = version;

    /// <summary>1 or 2.</summary>
    public int Version { get; }

    public byte[] Memory { get; private set; } = None;

    public byte[] Cpu { get; private set; } = None;

    /// <summary>Where processor time is counted; an own controller of cgroup v1.</summary>
    public byte[] CpuAccount { get; private set; } = None;

    public byte[] Tasks { get; private set; } = None;

    public byte[] Io { get; private set; } = None;

    /// <summary>The folder of the unified tree, where pressure is; hosts with cgroup v1 may have one beside the others. Empty if there is none.</summary>
    public byte[] Unified { get; private set; } = None;

    /// <summary>Finds the cgroup by the main process; null if that is gone or is not this container's (the engine runs elsewhere).</summary>
    public static CgroupFolders? Find(string procPath, string cgroupPath, int pid, string containerId)
    {
        if (pid <= 0 || HostFiles.Read(Path.Combine(procPath, $"{pid}/cgroup")) is not { } text)
        {
            return null;
        }

        var found = new CgroupFolders(1);
        string? unified = null;
        var hasOld = false;
        foreach (var line in text.Split('\n'))
        {
            var parts = line.Split(':', 3);
            if (parts.Length != 3 || CutAt(parts[2], containerId) is not { } path)
            {
                continue;
            }

            if (parts[0] == "0")
            {
                unified = path;
            }

            foreach (var controller in parts[1].Split(','))
            {
                hasOld |= found.TakeOld(controller, Folder(cgroupPath, controller, path));
            }
        }

        if (hasOld)
        {
            found.Unified = unified is null ? None : Folder(cgroupPath, "unified", unified);
            return found;
        }

        return unified is null ? null : OfUnified(Folder(cgroupPath, "", unified));
    }

    private static CgroupFolders OfUnified(byte[] folder) =>
        new(2) { Memory = folder, Cpu = folder, CpuAccount = folder, Tasks = folder, Io = folder, Unified = folder };

    private bool TakeOld(string controller, byte[] folder)
    {
        switch (controller)
        {
            case "memory":
                Memory = folder;
                return true;
            case "cpu":
                Cpu = folder;
                return true;
            case "cpuacct":
                CpuAccount = folder;
                return true;
            case "pids":
                Tasks = folder;
                return true;
            case "blkio":
                Io = folder;
                return true;
            default:
                return false;
        }
    }

    private static byte[] Folder(string cgroupPath, string controller, string path) => Encoding.UTF8.GetBytes(Path.Join(cgroupPath, controller, path));

    /// <summary>The path down to the container's own cgroup: an init inside may have made more below.</summary>
    private static string? CutAt(string path, string containerId)
    {
        var at = path.IndexOf(containerId, StringComparison.Ordinal);
        if (at < 0 || path.Contains("/../", StringComparison.Ordinal))
        {
            return null;
        }

        var end = path.IndexOf('/', at);
        return end < 0 ? path : path[..end];
    }
}
