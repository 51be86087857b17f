using System.Net.Sockets;
using System.Text.Json;

namespace Diagnoser.Collector.Endpoints;

/// <summary>Tells an engine that cannot be reached or answers nonsense from a fault of our own.</summary>
internal static class EngineFailure
{
    public static bool Is(Exception exception) =>
        exception is HttpRequestException or IOException or SocketException or TimeoutException or JsonException or EngineRefusedException;
}
