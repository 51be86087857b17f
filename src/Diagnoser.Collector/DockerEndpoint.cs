using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Diagnoser.Collector.Endpoints;

namespace Diagnoser.Collector;

/// <summary>Finds the Docker engine.</summary>
public static class DockerEndpoint
{
    // A host in trouble is slow: its engine's /info alone can take seconds, and so can this program's own start.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Tries the given address alone; without one <c>DOCKER_HOST</c> alone; without both the places where sockets usually are.</summary>
    public static Task<EndpointSearch> FindAsync(Uri? given, CancellationToken cancellationToken) =>
        FindAsync(Candidates(given, Environment.GetEnvironmentVariable), Patience, cancellationToken);

    internal static async Task<EndpointSearch> FindAsync(IReadOnlyList<string> candidates, TimeSpan patience, CancellationToken cancellationToken)
    {
        var attempts = new List<EndpointAttempt>();
        foreach (var candidate in candidates)
        {
            if (!Uri.TryCreate(candidate, UriKind.Absolute, out var uri) || uri.Scheme is not ("unix" or "tcp" or "http" or "https"))
            {
                attempts.Add(Unsupported(candidate));
                continue;
            }

            try
            {
                using var client = new EngineClient(uri);
                return new EndpointSearch(uri, await client.IdentifyAsync(patience, cancellationToken), attempts);
            }
            catch (Exception problem) when (problem is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                attempts.Add(Explain(uri, problem, patience));
            }
        }

        return new EndpointSearch(null, null, attempts);
    }

    internal static IReadOnlyList<string> Candidates(Uri? given, Func<string, string?> environment)
    {
        if (given is not null)
        {
            return [given.OriginalString];
        }

        if (environment("DOCKER_HOST") is { Length: > 0 } host)
        {
            return [host];
        }

        var places = new List<string> { "unix:///var/run/docker.sock" };
        if (environment("XDG_RUNTIME_DIR") is { Length: > 0 } runtime)
        {
            places.Add($"unix://{runtime.TrimEnd('/')}/docker.sock");
        }

        if (environment("HOME") is { Length: > 0 } home)
        {
            places.Add($"unix://{home.TrimEnd('/')}/.docker/run/docker.sock");
        }

        return places;
    }

    private static EndpointAttempt Unsupported(string candidate) => candidate.StartsWith("ssh:", StringComparison.OrdinalIgnoreCase)
        ? new(candidate, "ssh:// is not supported", "run the collector on that host, or forward its socket: ssh -nNT -L /tmp/docker.sock:/var/run/docker.sock HOST and use unix:///tmp/docker.sock")
        : new(candidate, "unsupported scheme", "use unix:///path/docker.sock, tcp://host:2375, http:// or https://");

    private static EndpointAttempt Explain(Uri uri, Exception problem, TimeSpan patience)
    {
        var (text, advice) = Reason(problem) switch
        {
            SocketException { SocketErrorCode: SocketError.AccessDenied } =>
                ("permission denied", "sudo usermod -aG docker $USER and log in again, or run as root"),
            SocketException { SocketErrorCode: SocketError.ConnectionRefused } =>
                ("connection refused: no daemon is listening", "systemctl status docker; sudo systemctl start docker"),
            SocketException { SocketErrorCode: SocketError.TimedOut } or TimeoutException or OperationCanceledException =>
                ($"no answer within {patience.TotalSeconds:0.#} s", "systemctl status docker; check the address, the network and the firewall"),
            SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData } =>
                ("host name not found", "check the host name in the address"),
            SocketException when uri.Scheme == "unix" && !File.Exists(uri.LocalPath) =>
                ("no such file", "install and start Docker, or name its socket with --docker or DOCKER_HOST"),
            SocketException socket => (socket.SocketErrorCode.ToString(), "check the address, the network and the firewall"),
            EngineRefusedException { Status: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } =>
                ("refused by a proxy or an authorization plugin in front of the engine", "allow GET of /info, /version, /events, /containers/json, /containers/*/json and /containers/*/logs"),
            EngineRefusedException or JsonException or HttpRequestException or IOException =>
                ("something answers, but it is not a Docker API", "check the address; a TLS port needs https://"),
            _ => (problem.Message, "check the address"),
        };
        return new EndpointAttempt(uri.OriginalString, text, advice);
    }

    private static Exception Reason(Exception problem)
    {
        for (var inner = problem; inner is not null; inner = inner.InnerException)
        {
            if (inner is SocketException)
            {
                return inner;
            }
        }

        return problem;
    }
}
