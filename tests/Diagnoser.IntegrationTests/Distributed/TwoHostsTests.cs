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
        await using var teams = await FakeTeams.StartAsync();
        await using var fleet = await Fleet.CreateAsync(host.Require(), broker, database, slack);
        fleet.Settings["DIAGNOSER__Teams__WebhookUrl"] = teams.Webhook;
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
        await Until.TrueAsync(() => Task.FromResult(teams.Cards.Count >= 4), Fleet.Patience, () => $"Teams has {teams.Cards.Count} cards\n{fleet.Said}");
        Assert.Equal(4, teams.Cards.Count);
        Assert.Empty(teams.Violations);
    }

    [Fact]
    public async Task Each_role_may_be_a_process_of_its_own_and_what_people_say_at_one_is_told_by_another()
    {
        await using var slack = await FakeSlack.StartAsync();
        await using var fleet = await Fleet.CreateAsync(host.Require(), broker, database, slack);
        foreach (var role in (string[])["correlate", "correlate", "incident", "notify", "serve"])
        {
            _ = await fleet.ServerAsync(null, role);
        }

        _ = await fleet.CollectorAsync(host.Require(), "alpha");
        var name = await KillAsync(host.Require(), "roles");
        var root = await slack.AboutAsync(name, fleet);
        var incident = await fleet.IncidentAsync(name);

        var settings = new Dictionary<string, string> { ["DIAGNOSER__Store__Postgres__ConnectionString"] = fleet.Database };
        string[] resolve = ["incidents", "resolve", incident.Id[..12], "--by", "ann", "--why", "the limit was raised"];
        _ = (await new Command("dotnet", [Path.Combine(Paths.ProgramFolder, "diagnoser.dll"), .. resolve]) { Environment = settings }.RunAsync()).Text();

        await Until.TrueAsync(() => Task.FromResult(slack.Replies(root.Ts).Count > 0), Fleet.Patience, () => $"Slack is not told of the end\n{fleet.Said}");
        var edited = Assert.Single(slack.Roots, r => r.Ts == root.Ts);
        Assert.Contains("ann", edited.Body.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("the limit was raised", edited.Body.GetRawText(), StringComparison.Ordinal);
        string[] timeline = ["timeline", "--incident", incident.Id[..12]];
        var told = (await new Command("dotnet", [Path.Combine(Paths.ProgramFolder, "diagnoser.dll"), .. timeline]) { Environment = settings }.RunAsync()).Text();
        foreach (var part in (string[])["oom-killed-memory-limit", "slack was told", "ann"])
        {
            Assert.Contains(part, told, StringComparison.Ordinal);
        }

        Assert.Empty(slack.Violations);
    }

    private static async Task<string> KillAsync(TestEngine engine, string name)
    {
        var full = DockerCli.Name(name);
        await engine.Docker.RunAsync(full, ["-m", Limit, "--memory-swap", Limit], Script.Shell(Script.Eat));
        return full;
    }
}
