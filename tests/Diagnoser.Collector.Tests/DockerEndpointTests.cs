using System.Net;
using System.Net.Sockets;
using Diagnoser.Collector.Tests.Support;

namespace Diagnoser.Collector.Tests;

public sealed class DockerEndpointTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    [Fact]
    public void Looks_where_sockets_usually_are()
    {
        var places = DockerEndpoint.Candidates(null, name => name switch { "XDG_RUNTIME_DIR" => "/run/user/7", "HOME" => "/home/a", _ => null });

        Assert.Equal(["unix:///var/run/docker.sock", "unix:///run/user/7/docker.sock", "unix:///home/a/.docker/run/docker.sock"], places);
    }

    [Fact]
    public void DOCKER_HOST_wins_over_usual_places_and_a_given_address_over_both()
    {
        string? environment(string name) => name == "DOCKER_HOST" ? "tcp://b:2375" : "/x";

        Assert.Equal(["tcp://b:2375"], DockerEndpoint.Candidates(null, environment));
        Assert.Equal(["unix:///a.sock"], DockerEndpoint.Candidates(new Uri("unix:///a.sock"), environment));
    }

    [Fact]
    public async Task Finds_an_engine_and_says_who_it_is()
    {
        await using var engine = new FakeEngine();
        var search = await DockerEndpoint.FindAsync(["unix:///nowhere/docker.sock", engine.Endpoint.OriginalString], Patience, TestContext.Current.CancellationToken);

        Assert.Equal(engine.Endpoint, search.Found);
        Assert.Equal(("engine-1", "26.1.5", "1.45", 2), (search.Identity!.EngineId, search.Identity.Version, search.Identity.ApiVersion, search.Identity.CgroupVersion));
        Assert.Equal("no such file", Assert.Single(search.Attempts).Problem);
    }

    [Fact]
    public async Task Tells_ssh_from_other_schemes()
    {
        var search = await DockerEndpoint.FindAsync(["ssh://root@web-1", "ftp://web-1"], Patience, TestContext.Current.CancellationToken);

        Assert.Null(search.Found);
        Assert.Equal(["ssh:// is not supported", "unsupported scheme"], search.Attempts.Select(attempt => attempt.Problem));
    }

    [Fact]
    public async Task A_socket_without_a_listener_is_refused()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "dead.sock");
        using (var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            socket.Bind(new UnixDomainSocketEndPoint(path));
        }

        var attempt = await ProblemOf($"unix://{path}");

        // The runtime removes the file of a socket that it closes; either word tells the user that no daemon is there.
        Assert.Contains(attempt.Problem, new[] { "connection refused: no daemon is listening", "no such file" });
    }

    [Fact]
    public async Task Something_that_is_no_Docker_API_is_told_as_such()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answering = Task.Run(async () =>
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
                await client.GetStream().WriteAsync("SSH-2.0-OpenSSH\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
            }
        }, TestContext.Current.CancellationToken);

        var attempt = await ProblemOf($"tcp://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

        Assert.Contains("not a Docker API", attempt.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_listener_that_says_nothing_is_given_up_after_the_time_it_was_given()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        var attempt = await ProblemOf($"tcp://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

        Assert.Equal("no answer within 2 s", attempt.Problem);
    }

    private static async Task<EndpointAttempt> ProblemOf(string address) =>
        Assert.Single((await DockerEndpoint.FindAsync([address], Patience, TestContext.Current.CancellationToken)).Attempts);
}
