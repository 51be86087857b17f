using System.Globalization;
using Diagnoser.Contracts;
using Diagnoser.IntegrationTests.Support;

namespace Diagnoser.IntegrationTests;

/// <summary>Recorded lines of the engine's own CLI, through <c>diagnoser replay</c>.</summary>
[Collection(nameof(Alone))]
public sealed class ReplayTests(DockerHost host)
{
    [Fact]
    public async Task A_stop_in_a_recording_is_an_operators()
    {
        var docker = host.Require().Docker;
        var name = DockerCli.Name("replay-stop");
        await docker.ServeAsync(name);
        await docker.DoAsync("stop", name);

        var records = await ReplayAsync(name);

        Expect.EndedBy(EndedBy.Operator, "stop-requested", Assert.Single(records.Ends));
        Assert.Empty(Expect.Loud(records));
    }

    [Fact]
    public async Task A_kill_for_memory_in_a_recording_without_the_kernel_log_is_never_certain()
    {
        var docker = host.Require().Docker;
        var name = DockerCli.Name("replay-oom");
        await docker.RunAsync(name, ["-m", "32m", "--memory-swap", "32m"], Script.Shell(Script.Eat));
        await docker.DoAsync("wait", name);

        var records = await ReplayAsync(name);

        Assert.NotEqual(Certainty.Confirmed, Assert.Single(records.Ends).Exit!.Certainty);
        Assert.All(records.Shown, d => Assert.NotEqual(Certainty.Confirmed, d.Certainty));
    }

    private async Task<Records> ReplayAsync(string name)
    {
        var engine = host.Require();
        var lines = await engine.Docker.DoAsync(
            "events", "--since", "10m", "--until", Soon(), "--filter", $"container={name}", "--format", "{{json .}}");
        using var folder = new TemporaryFolder();
        var file = folder.File("events.jsonl");
        await File.WriteAllTextAsync(file, lines + "\n", TestContext.Current.CancellationToken);
        var output = await engine.Program("replay", file, "--json").RunAsync();
        return Records.Parse(output.Text().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    // The engine tells a death shortly after "docker stop" and "docker wait" return, so the recording goes on for a moment.
    // A duration such as 0s would be rounded down to a whole second by the CLI.
    private static string Soon() =>
        (TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 2).ToString(CultureInfo.InvariantCulture);
}
