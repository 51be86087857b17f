namespace Diagnoser.Engine.Topology;

/// <summary>Takes a published port such as <c>0.0.0.0:8080->80/tcp</c> apart.</summary>
internal static class PublishedPort
{
    /// <summary>The address and port on the host: <c>0.0.0.0:8080</c>.</summary>
    public static string Outside(string port) => port.Split("->")[0];

    /// <summary>The port on the host: <c>8080</c>.</summary>
    public static string Number(string port)
    {
        var outside = Outside(port);
        return outside[(outside.LastIndexOf(':') + 1)..];
    }
}
