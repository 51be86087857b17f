using Diagnoser.Contracts;
using Diagnoser.Engine.Events;
using Diagnoser.IntegrationTests.Support;

namespace Diagnoser.IntegrationTests.Collector;

public sealed class DaemonLogTests(DockerHost host, Broker broker) : IDisposable
{
    private const string Registry = "127.0.0.1:5055";

    // One connection a process: reads a request and answers it as a registry does. What is no request (the engine tries TLS first) gets no answer.
    private const string Answer = """
        read -r method path rest || exit
        case $method in GET|HEAD) ;; *) exit ;; esac
        while read -r header && [ ${#header} -gt 1 ]; do :; done
        answer() { printf 'HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %s\r\nConnection: close\r\n\r\n' "$1" ${#2}; [ $method = HEAD ] || printf %s "$2"; }
        case $path in
          */missing/*) answer '404 Not Found' '{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}' ;;
          */private/*) answer '401 Unauthorized' '{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}' ;;
          */limited/*) answer '429 Too Many Requests' '{"errors":[{"code":"TOOMANYREQUESTS","message":"You have reached your unauthenticated pull rate limit."}]}' ;;
          *) answer '200 OK' '{}' ;;
        esac
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly string _hostId = "host-" + Guid.NewGuid().ToString("n")[..8];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_pull_that_fails_is_told_with_its_reason()
    {
        var engine = host.Require();
        var access = await broker.NewAsync(engine);
        await using var collector = CollectorProgram.Start(engine, access.Uri, _folder.Path, _hostId, new KeyValuePair<string, string>("Collector__DaemonLog", engine.Log));
        await collector.SaidAsync("watching Docker");
        var registry = DockerCli.Name("registry");
        await engine.Docker.RunAsync(registry, ["--network", "host", "-e", $"ANSWER={Answer}"], Script.Shell("nc -ll -p 5055 -e sh -c \"$ANSWER\""));
        _ = await engine.Docker.DoAsync("exec", registry, "sh", "-c", "until nc 127.0.0.1 5055 </dev/null; do sleep 0.05; done");

        var wanted = new Dictionary<string, string>
        {
            [$"{Registry}/shop/missing:1"] = "not_found", [$"{Registry}/shop/private:1"] = "denied", [$"{Registry}/shop/limited:1"] = "rate_limit", ["127.0.0.1:9/shop/web:1"] = "unreachable",
        };
        foreach (var image in wanted.Keys)
        {
            Assert.NotEqual(0, (await engine.Docker.TryAsync("pull", image)).ExitCode);
        }

        var events = await collector.ArrivedAsync(access, _hostId, all => wanted.Values.All(kind => Failed(all).Any(e => Kind(e) == kind)));

        Assert.All(wanted.Values, kind => Assert.Single(Failed(events), e => Kind(e) == kind));
        Assert.Equal("127.0.0.1:9", Failed(events).Single(e => Kind(e) == "unreachable").Attributes["image.registry"].Text);
        Assert.All(Failed(events), InTheCatalogue);
    }

    [Fact]
    public async Task A_name_server_that_does_not_answer_is_told_of_the_container_that_asked()
    {
        var engine = host.Require();
        var access = await broker.NewAsync(engine);
        await using var collector = CollectorProgram.Start(engine, access.Uri, _folder.Path, _hostId, new KeyValuePair<string, string>("Collector__DaemonLog", engine.Log));
        await collector.SaidAsync("watching Docker");
        var (network, name) = (DockerCli.Name("net"), DockerCli.Name("asks"));
        _ = await engine.Docker.DoAsync("network", "create", network);
        // An address of the documentation's range: nobody answers there.
        await engine.Docker.RunAsync(name, ["--network", network, "--dns", "192.0.2.53"], Script.Shell("while :; do nslookup shop.example.org; done"));

        var events = await collector.ArrivedAsync(access, _hostId, all => all.Exists(e => e.Type == EventTypes.DaemonLog && e.Subject.Name == name));

        var told = events.First(e => e.Type == EventTypes.DaemonLog && e.Subject.Name == name);
        Assert.Equal("192.0.2.53:53", told.Attributes["dns.server"].Text);
        Assert.StartsWith("shop.example.org ", told.Attributes["dns.question"].Text, StringComparison.Ordinal);
        Assert.Equal("error", told.Attributes[AttributeNames.LogLevel].Text);
        InTheCatalogue(told);
    }

    private static IEnumerable<DockerEvent> Failed(List<DockerEvent> events) =>
        events.Where(e => e.Type == EventTypes.ImagePullFailed && (e.Attributes["image.error"].Text!.Contains("127.0.0.1:9", StringComparison.Ordinal) || Kind(e) != "unreachable"));

    private static string? Kind(DockerEvent e) => e.Attributes["image.error_kind"].Text;

    private static void InTheCatalogue(DockerEvent made)
    {
        var schema = EventCatalogue.Find(made.Type)!;
        Assert.DoesNotContain(made.Attributes, attribute => schema.Find(attribute.Key) is not { IsMade: true });
    }
}
