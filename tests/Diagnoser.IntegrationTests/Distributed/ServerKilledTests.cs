using Diagnoser.IntegrationTests.Support;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.IntegrationTests.Distributed;

/// <summary>Servers that are killed while they work on a fault.</summary>
[Collection(nameof(Alone))]
public sealed class ServerKilledTests(DockerHost host, Broker broker, Database database)
{
    [Theory]
    [InlineData("event")]
    [InlineData("diagnosis")]
    [InlineData("incident")]
    public async Task Killed_as_soon_as_a_step_is_kept_nothing_is_lost_and_nothing_told_twice(string step)
    {
        await using var slack = await FakeSlack.StartAsync();
        await using var fleet = await Fleet.CreateAsync(host.Require(), broker, database, slack);
        var servers = new[] { await fleet.ServerAsync(), await fleet.ServerAsync() };
        _ = await fleet.CollectorAsync(host.Require(), "alpha");
        var name = DockerCli.Name($"killed-at-{step}");
        await host.Require().Docker.RunAsync(name, ["-m", "32m", "--memory-swap", "32m"], Script.Shell(Script.Eat));

        await Until.TrueAsync(() => IsKeptAsync(fleet.Store, step, name), Fleet.Patience, () => $"no {step} about {name}\n{fleet.Said}");
        await Task.WhenAll(servers.Select(s => s.KillAsync()));
        _ = await fleet.ServerAsync();

        var root = await slack.AboutAsync(name, fleet);
        var incident = await fleet.IncidentAsync(name);
        Assert.Equal("oom-killed-memory-limit", incident.Root.Rule);
        Assert.Empty(slack.Violations);

        // A later fault that was told has overtaken whatever could still repeat the first.
        var next = DockerCli.Name($"after-{step}");
        await host.Require().Docker.RunAsync(next, ["-m", "32m", "--memory-swap", "32m"], Script.Shell(Script.Eat));
        _ = await slack.AboutAsync(next, fleet);
        Assert.Single(slack.Roots, r => r.Ts == root.Ts);
        Assert.Single(slack.Roots, r => r.Body.GetRawText().Contains(name, StringComparison.Ordinal));
    }

    private static async Task<bool> IsKeptAsync(IStore store, string step, string name) => step switch
    {
        "event" => (await store.EventsAsync(new EventQuery { Types = ["container.die"] }, Cancelled)).Any(e => e.Subject.Name == name),
        "diagnosis" => (await store.DiagnosesAsync(new DiagnosisQuery(), Cancelled)).Any(d => d.Subject.Name == name),
        _ => (await store.IncidentsAsync(new IncidentQuery(), Cancelled)).Any(i => i.Root.Subject.Name == name),
    };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;
}
