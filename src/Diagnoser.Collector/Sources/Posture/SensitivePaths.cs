namespace Diagnoser.Collector.Sources.Posture;

/// <summary>Which paths of a host give a container power over it.</summary>
internal static class SensitivePaths
{
    private static readonly string[] Sockets = ["/docker.sock", "/containerd.sock", "/podman.sock", "/crio.sock"];

    // Who has the folder has the sockets in it.
    private static readonly string[] SocketFolders = ["/run", "/var/run", "/run/docker", "/run/containerd", "/var/run/docker", "/var/run/containerd"];

    // Any mode: even to read them is much.
    private static readonly string[] Paths = ["/", "/etc", "/root", "/home", "/proc", "/sys", "/dev", "/boot", "/usr", "/lib", "/lib/modules", "/var", "/var/lib", "/var/lib/docker", "/var/lib/containerd", "/var/lib/kubelet"];

    // Below them, where they can be written.
    private static readonly string[] Folders = ["/etc", "/root", "/proc", "/sys", "/boot", "/usr", "/lib/modules", "/var/lib/docker", "/var/lib/containerd"];

    private static readonly string[] Harmless = ["/etc/localtime", "/etc/timezone", "/var/lib/docker/volumes/", "/var/lib/docker/containers/"];

    /// <summary>True if it is an engine's socket, or a folder with one in it; reading only makes no difference to a socket.</summary>
    public static bool IsEngineSocket(Mounted mount) =>
        mount.Type is "bind" or "npipe"
        && (Array.Exists(Sockets, socket => mount.Source.EndsWith(socket, StringComparison.Ordinal) || mount.Destination.EndsWith(socket, StringComparison.Ordinal)) || SocketFolders.Contains(mount.Source) || mount.Source.EndsWith("docker_engine", StringComparison.Ordinal));

    public static bool IsSensitive(Mounted mount) =>
        mount.Type == "bind"
        && !IsEngineSocket(mount)
        && (Paths.Contains(mount.Source) || (mount.IsWritable && Array.Exists(Folders, folder => mount.Source.StartsWith(folder + "/", StringComparison.Ordinal)) && !Array.Exists(Harmless, path => mount.Source.StartsWith(path, StringComparison.Ordinal))));

    public static string Describe(Mounted mount) => $"{mount.Source} ({(mount.IsWritable ? "rw" : "ro")})";
}
