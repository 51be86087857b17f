using System.Text.Json;
using Diagnoser.Contracts;
using Diagnoser.Engine.Events;
using Diagnoser.IntegrationTests.Support;

namespace Diagnoser.IntegrationTests.Collector;

public sealed class ChangeTests(DockerHost host, Broker broker) : IDisposable
{
    private const string Secret = "correct-horse-battery-1";
    private const string OtherSecret = "correct-horse-battery-2";

    private readonly TemporaryFolder _folder = new();
    private readonly string _hostId = "host-" + Guid.NewGuid().ToString("n")[..8];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_container_that_is_made_anew_updated_and_renamed_is_told_with_what_changed_and_without_secrets()
    {
        var engine = host.Require();
        var docker = engine.Docker;
        var access = await broker.NewAsync(engine);
        var (name, renamed) = (DockerCli.Name("changed"), DockerCli.Name("renamed"));
        var events = new List<DockerEvent>();
        await using (var collector = CollectorProgram.Start(engine, access.Uri, _folder.Path, _hostId))
        {
            await collector.SaidAsync("watching Docker");
            await docker.RunAsync(name, ["-m", "64m", "-e", $"API_TOKEN={Secret}", "-e", "LOG_LEVEL=info"], Script.Shell("sleep 1000"));
            await docker.DoAsync("rm", "-f", name);
            await docker.RunAsync(name, ["-m", "64m", "-e", $"API_TOKEN={Secret}", "-e", "LOG_LEVEL=info"], Script.Shell("sleep 1000"));
            await docker.DoAsync("rm", "-f", name);
            await docker.RunAsync(name, ["-m", "96m", "-e", $"API_TOKEN={OtherSecret}", "-e", "LOG_LEVEL=debug", "-l", "tier=gold"], Script.Shell("sleep 1000"));
            await docker.DoAsync("update", "--memory", "128m", "--memory-swap", "256m", "--restart", "on-failure:3", name);
            await docker.DoAsync("rename", name, renamed);
            events.AddRange(await collector.ArrivedAsync(access, _hostId, all => Changes(all, renamed).Any()));
            Assert.Equal(0, await collector.StopAsync());
        }

        var anew = Changes(events, name).First();
        Assert.Equal(["environment", "labels", "limits"], Fields(anew).Order());
        Assert.Matches("^API_TOKEN=.redacted:env:[0-9a-f]{8}., LOG_LEVEL=info$", anew.Attributes["change.environment.from"].Text);
        Assert.Matches("^API_TOKEN=.redacted:env:[0-9a-f]{8}., LOG_LEVEL=debug$", anew.Attributes["change.environment.to"].Text);
        Assert.Contains("memory=67108864", anew.Attributes["change.limits.from"].Text, StringComparison.Ordinal);
        Assert.Equal("tier=gold", anew.Attributes["change.labels.to"].Text);
        var updated = Changes(events, name).Skip(1).Single();
        Assert.Equal(["limits", "restart_policy"], Fields(updated).Order());
        Assert.Equal(("no", "on-failure:3"), (updated.Attributes["change.restart_policy.from"].Text, updated.Attributes["change.restart_policy.to"].Text));
        Assert.Equal(["name"], Fields(Changes(events, renamed).Single()));

        await docker.DoAsync("rm", "-f", renamed);
        await docker.DoAsync("tag", "bb:1", "bb-changed:1");
        await docker.DoAsync("run", "-d", "--name", renamed, "--label", DockerCli.Label, "-m", "128m", "bb-changed:1", "sleep", "999");
        await using (var collector = CollectorProgram.Start(engine, access.Uri, _folder.Path, _hostId))
        {
            var later = await collector.ArrivedAsync(access, _hostId, all => Changes(all, renamed).Any());
            var missed = Changes(later, renamed).Single();
            Assert.Equal(("bb:1", "bb-changed:1"), (missed.Attributes["change.image.from"].Text, missed.Attributes["change.image.to"].Text));
            Assert.Contains("command", Fields(missed));
            var created = DateTimeOffset.Parse(await docker.InspectAsync(renamed, "{{.Created}}"), System.Globalization.CultureInfo.InvariantCulture);
            Assert.InRange((missed.Time - created).Duration(), TimeSpan.Zero, TimeSpan.FromSeconds(1));
            events.AddRange(later);
        }

        await docker.DoAsync("rm", "-f", renamed);
        await docker.DoAsync("rmi", "bb-changed:1");
        Assert.All(events.Where(e => e.Type == EventTypes.ServiceChange), InTheCatalogue);
        Assert.DoesNotContain(events, e => JsonSerializer.Serialize(e, ContractsJson.Default.DockerEvent).Contains("correct-horse", StringComparison.Ordinal));
    }

    private static void InTheCatalogue(DockerEvent made)
    {
        var schema = EventCatalogue.Find(made.Type)!;
        Assert.DoesNotContain(made.Attributes, attribute => schema.Find(attribute.Key) is not { IsMade: true });
    }

    private static IEnumerable<DockerEvent> Changes(List<DockerEvent> events, string name) => events.Where(e => e.Type == EventTypes.ServiceChange && e.Subject.Name == name);

    private static IReadOnlyList<string> Fields(DockerEvent made) => made.Attributes["change.fields"].List ?? [];
}
