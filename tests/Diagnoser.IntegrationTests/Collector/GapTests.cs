using Diagnoser.Collector.Sources.Containers;
using Diagnoser.Contracts;
using Diagnoser.IntegrationTests.Support;

namespace Diagnoser.IntegrationTests.Collector;

/// <summary>What happens while the collector is down, killed without warning, is found at its next start: told by the engine's memory, or by comparing states.</summary>
[Collection(nameof(Alone))]
public sealed class GapTests(DockerHost host, Broker broker) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _hostId = "host-" + Guid.NewGuid().ToString("n")[..8];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(EngineRing.Overfull)]
    public async Task Faults_while_nobody_watched_are_found_or_counted(int laterEvents)
    {
        var engine = host.Require();
        var docker = engine.Docker;
        var access = await broker.NewAsync(engine);
        string Name(string what) => DockerCli.Name($"gap{laterEvents}-{what}");
        var (exits, eats, stopped, restarted, loops, removed, ill) = (Name("exits"), Name("eats"), Name("stopped"), Name("restarted"), Name("loops"), Name("removed"), Name("ill"));
        var (late, failed, passing) = (Name("late"), Name("failed"), Name("passing"));
        const string onSignal = "trap 'exit 3' USR1; touch /dev/shm/ready; while :; do sleep 0.1; done";
        await docker.RunAsync(exits, [], Script.Shell(onSignal));
        await docker.RunAsync(eats, ["-m", "32m", "--memory-swap", "32m"], Script.Shell("trap 'go=1' USR1; touch /dev/shm/ready; while [ -z \"$go\" ]; do sleep 0.1; done; exec tail /dev/zero"));
        await docker.ServeAsync(stopped);
        await docker.ServeAsync(restarted);
        await docker.RunAsync(loops, ["--restart", "on-failure:3"], Script.Shell(onSignal));
        await docker.RunAsync(removed, ["--rm"], Script.Shell(onSignal));
        await docker.ServeAsync(ill, "--health-cmd", "test ! -e /tmp/ill", "--health-interval", "1s", "--health-retries", "1");
        foreach (var name in (string[])[exits, eats, loops, removed])
        {
            _ = await docker.WaitUntilReadyAsync(name);
        }

        await using (var first = CollectorProgram.Start(engine, access.Uri, _folder.Path, _hostId))
        {
            await first.SaidAsync("watching Docker");
            _ = await first.ArrivedAsync(access, _hostId, all => all.Exists(e => e.Type == EventTypes.CollectorStarted));

            // What it has seen is remembered from then on.
            await Until.TrueAsync(() => Task.FromResult(IsRemembered()), TimeSpan.FromSeconds(30), () => first.Errors);
            await first.SignalAsync("-KILL");
        }

        // From within: a signal that the engine sends would also tell it not to start anything again.
        foreach (var name in (string[])[exits, eats, loops, removed])
        {
            _ = await docker.DoAsync("exec", name, "kill", "-USR1", "1");
        }

        _ = await docker.DoAsync("stop", stopped);
        _ = await docker.DoAsync("restart", restarted);
        _ = await docker.DoAsync("exec", ill, "touch", "/tmp/ill");
        await docker.ServeAsync(late);
        await docker.RunAndFailAsync(failed, [], "/no/such/program");
        await docker.RunAsync(passing, ["--rm"], "true");
        _ = await docker.DoAsync("wait", exits, eats);
        await Until.TrueAsync(async () => await docker.InspectAsync(ill, "{{.State.Health.Status}}") == "unhealthy", TimeSpan.FromSeconds(30), () => "it stays well");
        await Until.TrueAsync(async () => (await docker.TryAsync("inspect", removed)).ExitCode != 0 && (await docker.TryAsync("inspect", passing)).ExitCode != 0, TimeSpan.FromSeconds(30), () => "it stays");
        await EngineRing.PushAsync(engine, laterEvents);

        await using var second = CollectorProgram.Start(engine, access.Uri, _folder.Path, _hostId);
        var events = await second.ArrivedAsync(access, _hostId, all => all.Exists(e => e.Type == EventTypes.CollectorBlind && e.Attributes[AttributeNames.BlindSource] == "docker.events")
            && all.Exists(e => e.Type == EventTypes.KernelOomKill && e.Subject.Name == eats)
            && all.Exists(e => e.Type == EventTypes.ContainerHealthStatus && e.Subject.Name == ill && e.Attributes["health.status"] == "unhealthy"));

        Assert.Equal(3, Code(End(events, exits)));
        Assert.Equal(137, Code(End(events, eats)));
        Assert.Contains(events, e => e.Type == EventTypes.KernelOomKill && e.Subject.Name == eats);
        Assert.Contains(Code(End(events, stopped)), new long?[] { 0, null });
        Assert.Contains(events, e => e.Type == EventTypes.ContainerStart && e.Subject.Name == restarted);
        _ = End(events, restarted);
        Assert.Contains(events, e => e.Type == EventTypes.ContainerStart && e.Subject.Name == loops);
        Assert.Contains(events, e => e.Type is EventTypes.ContainerDie or EventTypes.ContainerDestroy && e.Subject.Name == removed);
        Assert.Contains(events, e => e.Type is EventTypes.ContainerStart or EventTypes.ContainerCreate && e.Subject.Name == late);
        Assert.Contains(events, e => e.Type == EventTypes.ContainerStartFailed && e.Subject.Name == failed);

        // One that came and went unseen is in the engine's memory, or it is the time that is told to have been unseen.
        var blind = events.Last(e => e.Type == EventTypes.CollectorBlind && e.Attributes[AttributeNames.BlindSource] == "docker.events");
        Assert.Equal("not_running", blind.Attributes[AttributeNames.BlindKind].Text);
        Assert.Equal(laterEvents == 0, events.Exists(e => e.Type == EventTypes.ContainerDie && e.Subject.Name == passing));
        Assert.Equal(laterEvents == 0, blind.Attributes[AttributeNames.BlindRecovered] == true);
    }

    private bool IsRemembered()
    {
        using var ledger = new Ledger(_folder.Path);
        return ledger.Fact(LedgerFact.LastLived) is not null && ledger.Fact(LedgerFact.KernelSequence) is not null;
    }

    private static DockerEvent End(List<DockerEvent> events, string name) => events.First(e => e.Type == EventTypes.ContainerDie && e.Subject.Name == name);

    private static long? Code(DockerEvent end) => end.Attributes[AttributeNames.ExitCode].TryGetInteger(out var code) ? code : null;
}
