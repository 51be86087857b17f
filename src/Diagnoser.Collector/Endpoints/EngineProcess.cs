using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Diagnoser.Collector.Endpoints;

/// <summary>Asks the kernel who is at the other end of the engine's socket.</summary>
internal static class EngineProcess
{
    private const int SocketLevel = 1;
    private const int PeerCredentials = 17;
    private const int CredentialBytes = 12;
    private const int StartField = 19;

    /// <summary>
    /// The engine's process id. Who is at the socket's other end may be a proxy, or the service manager that opened it: then the only engine that runs here,
    /// if there is just one. Null if it cannot be told, as over TCP.
    /// </summary>
    public static int? FindPid(Uri endpoint, string procPath)
    {
        if (FindPeer(endpoint) is { } peer && IsEngine(procPath, peer))
        {
            return peer;
        }

        return endpoint.Scheme == "unix" && Engines(procPath) is [var only] ? only : null;
    }

    private static int? FindPeer(Uri endpoint)
    {
        if (endpoint.Scheme != "unix" || !OperatingSystem.IsLinux())
        {
            return null;
        }

        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint(endpoint.LocalPath));
            Span<byte> credentials = stackalloc byte[CredentialBytes];
            _ = socket.GetRawSocketOption(SocketLevel, PeerCredentials, credentials);
            return MemoryMarshal.Read<int>(credentials) is > 0 and var pid ? pid : null;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private static bool IsEngine(string procPath, int pid) =>
        HostFiles.ReadLine(Path.Combine(procPath, pid.ToString(CultureInfo.InvariantCulture), "comm")) is "dockerd" or "dockerd-rootless" or "podman";

    private static List<int> Engines(string procPath)
    {
        try
        {
            return [.. Directory.EnumerateDirectories(procPath)
                .Select(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var pid) ? pid : 0)
                .Where(pid => pid > 0 && IsEngine(procPath, pid))];
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Names one life of a process: its id and when it started, in the kernel's ticks since boot; null if that cannot be read.</summary>
    public static string? Start(string procPath, int pid)
    {
        // The name in parentheses may hold anything; the start time is the 20th field behind it (proc_pid_stat(5)).
        var stat = HostFiles.Read(Path.Combine(procPath, string.Create(CultureInfo.InvariantCulture, $"{pid}/stat")));
        var behindName = stat?.LastIndexOf(')') ?? -1;
        return behindName < 0 || stat![(behindName + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is not { Length: > StartField } fields
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{pid}@{fields[StartField]}");
    }
}
