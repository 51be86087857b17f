using Diagnoser.Contracts;
using Diagnoser.IntegrationTests.Support;

namespace Diagnoser.IntegrationTests;

public sealed class EngineRestartTests(SecondHost second) : IClassFixture<SecondHost>
{
    [Fact]
    public async Task An_engine_that_is_restarted_is_a_blind_window_and_its_victims_are_the_daemons()
    {
        var engine = second.Require();
        using var folder = new TemporaryFolder();
        await using var up = await Up.StartAsync(engine, folder.Path);
        var name = DockerCli.Name("victim");
        await engine.Docker.ServeAsync(name, "--restart", "unless-stopped");
        await up.SettleAsync();

        await second.DoAsync("restart");

        // At first it looks like a stop that somebody asked for; the restart of the engine that is seen later corrects it.
        await up.UntilAsync(name, "end by the daemon", r => r.Ends.FirstOrDefault(e => e.Exit!.EndedBy == EndedBy.Daemon));
        var window = await up.UntilAsync(null, "blind window", r => r.BlindWindows.FirstOrDefault(b => b.Source == "docker.events"));
        Assert.True(window.From < window.To);
        await StillWatchesAsync(engine, up);
        Assert.DoesNotContain(up.Records().Of(name).Shown, d => d.Severity == Severity.Critical);
    }

    [Fact]
    public async Task An_engine_that_is_killed_does_not_end_the_watch()
    {
        var engine = second.Require();
        using var folder = new TemporaryFolder();
        await using var up = await Up.StartAsync(engine, folder.Path);

        await second.DoAsync("kill");
        await second.DoAsync("up");

        await up.UntilAsync(null, "blind window", r => r.BlindWindows.FirstOrDefault(b => b.Source == "docker.events"));
        await StillWatchesAsync(engine, up);
    }

    private static async Task StillWatchesAsync(TestEngine engine, Up up)
    {
        var name = DockerCli.Name("after-" + Guid.NewGuid().ToString("n")[..6]);
        await engine.Docker.RunAsync(name, ["-m", "32m", "--memory-swap", "32m"], Script.Shell(Script.Eat));

        var diagnosis = await up.DiagnosisAsync(name, "oom-killed-memory-limit");

        Assert.Equal(Certainty.Confirmed, diagnosis.Certainty);
    }
}
