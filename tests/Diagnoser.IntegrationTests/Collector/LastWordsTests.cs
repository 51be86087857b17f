using Diagnoser.Contracts;
using Diagnoser.IntegrationTests.Support;

namespace Diagnoser.IntegrationTests.Collector;

public sealed class LastWordsTests(DockerHost host, Broker broker) : IDisposable
{
    private const int Rounds = 10;

    private readonly TemporaryFolder _folder = new();
    private readonly string _hostId = "host-" + Guid.NewGuid().ToString("n")[..8];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_a_container_said_last_outlives_it_though_the_engine_removes_it_at_once()
    {
        var engine = host.Require();
        var access = await broker.NewAsync(engine);
        await using var collector = CollectorProgram.Start(engine, access.Uri, _folder.Path, _hostId);
        await collector.SaidAsync("watching Docker");
        var names = Enumerable.Range(0, Rounds).Select(n => DockerCli.Name($"last-words-{n}")).ToList();
        foreach (var name in names)
        {
            await engine.Docker.RunAsync(name, ["--rm"], Script.Shell("echo at work; sleep 1.5; echo 'last words' >&2; exit 3"));
        }

        var events = await collector.ArrivedAsync(access, _hostId, all => names.TrueForAll(name => all.Exists(e => e.Type == EventTypes.ContainerDie && e.Subject.Name == name)));

        Assert.All(names, name =>
        {
            var death = events.First(e => e.Type == EventTypes.ContainerDie && e.Subject.Name == name);
            var logs = Assert.Single(death.Evidence, evidence => evidence.Kind == EvidenceKinds.Logs);
            Assert.Equal(["at work", "last words"], logs.Data.EnumerateArray().Select(line => line.GetProperty("text").GetString()));
        });
    }
}
