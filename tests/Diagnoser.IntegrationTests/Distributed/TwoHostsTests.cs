using Diagnoser.IntegrationTests.Support;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.IntegrationTests.Distributed;

/// <summary>Two engines as two hosts with a collector each, two servers, one Slack.</summary>
[Collection(nameof(Alone))]
public sealed class TwoHostsTests(DockerHost host, SecondHost second, Broker broker, Database database) : IClassFixture<SecondHost>
{
    private const string Limit = "32m";

    [Fact]
    public async Task A_fault_on_each_host_is_told_once_each_within_two_seconds()
    {
        await using var slack = await FakeSlack.StartAsync();
        await using var fleet = await Fleet.CreateAsync(host.Require(), broker, database, slack);
        _ = await fleet.ServerAsync();
        _ = await fleet.ServerAsync();
        _ = await fleet.CollectorAsync(host.Require(), "alpha");
        _ = await fleet.CollectorAsync(second.Require(), "beta");

        // The first of each compiles code that is used for the first time.
        await KillAsync(host.Require(), "warm-a");
        await KillAsync(second.Require(), "warm-b");
        _ = await slack.RootsAsync(2, fleet);

        var names = new[] { await KillAsync(host.Require(), "fault-a"), await KillAsync(second.Require(), "fault-b") };
        var roots = await slack.RootsAsync(4, fleet);

        foreach (var name in names)
        {
            var incident = await fleet.IncidentAsync(name);
            var kill = incident.Root.Evidence.First(e => e.Source == "kernel").Time;
            var root = Assert.Single(roots, r => r.Body.GetRawText().Contains(name, StringComparison.Ordinal));
            Assert.True(root.Arrived - kill < TimeSpan.FromSeconds(2), $"{name}: {(root.Arrived - kill).TotalMilliseconds:0} ms from the kill to Slack");
        }

        Assert.Equal(4, slack.Roots.Count);
        Assert.Empty(slack.Violations);
    }

    private static async Task<string> KillAsync(TestEngine engine, string name)
    {
        var full = DockerCli.Name(name);
        await engine.Docker.RunAsync(full, ["-m", Limit, "--memory-swap", Limit], Script.Shell(Script.Eat));
        return full;
    }
}
