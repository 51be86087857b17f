using Diagnoser.Contracts;
using Diagnoser.IntegrationTests.Support;

namespace Diagnoser.IntegrationTests;

/// <summary>What people ask for is recorded as theirs and is no failure.</summary>
public sealed class StopTests(DockerHost host)
{
    [Theory]
    [InlineData("stop", "stop-requested", Certainty.Confirmed)]
    [InlineData("kill", "kill-requested", Certainty.Confirmed)]
    [InlineData("restart", "stop-requested", null)] // The next run may have begun before the end of this one could be inspected.
    public async Task A_request_is_recorded_as_an_operators(string request, string reason, Certainty? certainty)
    {
        var up = await host.WatchAsync();
        var docker = host.Require().Docker;
        var name = DockerCli.Name("asked-" + request);
        await docker.ServeAsync(name, "--restart", "unless-stopped");

        await docker.DoAsync(request, name);

        Expect.EndedBy(EndedBy.Operator, reason, await up.EndAsync(name), certainty);
        await Expect.OnlyAsync(host, name);
    }

    [Fact]
    public async Task A_forced_removal_is_recorded_as_an_operators()
    {
        var up = await host.WatchAsync();
        var docker = host.Require().Docker;
        var name = DockerCli.Name("removed");
        await docker.RunAsync(name, [], "sleep", "1000");

        await docker.DoAsync("rm", "-f", name);

        Assert.Equal(EndedBy.Operator, (await up.EndAsync(name)).Exit!.EndedBy);
        await Expect.OnlyAsync(host, name);
    }

    [Fact]
    public async Task A_container_that_ignores_SIGTERM_is_an_operators_stop_and_a_hint()
    {
        var up = await host.WatchAsync();
        var docker = host.Require().Docker;
        var name = DockerCli.Name("deaf");
        await docker.RunAsync(name, [], "sleep", "1000");

        await docker.DoAsync("stop", "-t", "1", name);

        var diagnosis = await up.DiagnosisAsync(name, "sigterm-ignored-137");
        Expect.EndedBy(EndedBy.Operator, "sigterm-ignored", await up.EndAsync(name));
        Assert.Equal(Severity.Info, diagnosis.Severity);
        await Expect.OnlyAsync(host, name);
    }

    [Fact]
    public async Task A_recreation_by_compose_is_recorded_as_an_operators()
    {
        var up = await host.WatchAsync();
        var docker = host.Require().Docker;
        using var folder = new TemporaryFolder();
        var project = DockerCli.Name("shop");
        var first = await ComposeUpAsync(docker, folder, project, "1");

        var second = await ComposeUpAsync(docker, folder, project, "2");

        Assert.NotEqual(first, second);
        var end = await up.UntilAsync(null, "end of the old container", r => r.Ends.FirstOrDefault(e => e.Subject.Id == first));
        Assert.Equal((EndedBy.Operator, "web", project), (end.Exit!.EndedBy, end.Service, end.Stack));
        await docker.DoAsync("compose", "-p", project, "down");
        await up.SettleAsync();
        Assert.DoesNotContain(Expect.Loud(up.Records()), d => d.Stack == project);
    }

    private static async Task<string> ComposeUpAsync(DockerCli docker, TemporaryFolder folder, string project, string version)
    {
        var file = folder.File("compose.yaml");
        await File.WriteAllTextAsync(
            file,
            $$"""
            services:
              web:
                image: bb:1
                pull_policy: never
                command: ["sh", "-c", "trap 'exit 0' TERM; sleep 1000 & wait"]
                environment: { VERSION: "{{version}}" }
                labels: { diagnoser.test: compose }
            networks:
              default: { labels: { diagnoser.test: compose } }
            """,
            TestContext.Current.CancellationToken);
        await docker.DoAsync("compose", "-f", file, "-p", project, "up", "-d");
        return await docker.DoAsync("ps", "-q", "--no-trunc", "--filter", $"label=com.docker.compose.project={project}");
    }
}
