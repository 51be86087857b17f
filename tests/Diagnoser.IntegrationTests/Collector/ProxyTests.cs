using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Diagnoser.Collector.Tests.Proxy;
using Diagnoser.IntegrationTests.Support;

namespace Diagnoser.IntegrationTests.Collector;

public sealed class ProxyTests(DockerHost host) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Listen => _folder.File("docker.sock");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_docker_client_can_look_and_not_touch()
    {
        var engine = host.Require();
        var name = DockerCli.Name("proxy");
        await engine.Docker.ServeAsync(name);
        var id = await engine.Docker.InspectAsync(name, "{{.Id}}");
        using var proxy = await StartAsync(engine);
        var behind = new DockerCli($"unix://{Listen}");

        Assert.Contains(name, await behind.DoAsync("ps", "--format", "{{.Names}}"), StringComparison.Ordinal);
        Assert.Equal($"/{name}", await behind.InspectAsync(id, "{{.Name}}"));
        foreach (var attempt in (string[][])[["kill", id], ["exec", id, "true"], ["cp", $"{id}:/etc/passwd", "-"], ["export", id], ["rm", "-f", id], ["run", "bb:1", "true"], ["stats", "--no-stream", id]])
        {
            var output = await behind.TryAsync(attempt);
            Assert.True(output.ExitCode != 0 && output.Error.Contains("diagnoser proxy: refused", StringComparison.Ordinal), $"docker {attempt[0]}: {output.ExitCode} {output.Error}");
        }

        Assert.Equal("true", await engine.Docker.InspectAsync(name, "{{.State.Running}}"));
        proxy.Kill();
    }

    [Fact]
    public async Task Of_what_is_forbidden_nothing_gets_an_answer_of_the_engine()
    {
        using var proxy = await StartAsync(host.Require());

        foreach (var target in ProxyTargets.Forbidden)
        {
            var answer = await AskAsync(target.Data);
            Assert.True(answer.StartsWith("HTTP/1.1 40", StringComparison.Ordinal) && answer.Contains("diagnoser proxy: refused", StringComparison.Ordinal), $"{target.Data}: {answer}");
        }

        Assert.StartsWith("HTTP/1.1 200", await AskAsync("/_ping"), StringComparison.Ordinal);
        proxy.Kill();
    }

    private async Task<Process> StartAsync(TestEngine engine)
    {
        var process = CollectorProgram.Command(new Dictionary<string, string>(), "proxy", "--docker", engine.Uri, "--listen", Listen).Start();
        await Until.TrueAsync(() => Task.FromResult(File.Exists(Listen)), TimeSpan.FromSeconds(20), () => "the proxy does not listen");
        return process;
    }

    private async Task<string> AskAsync(string target)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Listen), TestContext.Current.CancellationToken);
        _ = await socket.SendAsync(Encoding.UTF8.GetBytes($"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n"), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(new NetworkStream(socket));
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
