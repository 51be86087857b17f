using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Diagnoser.Collector.Endpoints;

/// <summary>Asks the kernel who is at the other end of the engine's socket.</summary>
internal static class EngineProcess
{
    private const int SocketLevel = 1;
    private const int PeerCredentials = 17;
    private const int CredentialBytes = 12;

    /// <summary>The process id; null if it cannot be told, as over TCP.</summary>
    public static int? FindPid(Uri endpoint)
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
}
