using Diagnoser.Contracts;
using Diagnoser.IntegrationTests.Support;

namespace Diagnoser.IntegrationTests;

[Collection(nameof(Alone))]
public sealed class CatchUpTests(DockerHost host)
{
    // The engine remembers its last 256 events.
    private const int EngineRing = 260;

    [Theory]
    [InlineData("unseen", 0)]
    [InlineData("forgotten", EngineRing)]
    public async Task An_exit_while_nobody_watched_is_found_at_the_next_start_and_only_then(string container, int laterEvents)
    {
        var engine = host.Require();
        using var folder = new TemporaryFolder();
        var name = DockerCli.Name(container);
        await engine.Docker.RunAsync(name, [], Script.Shell("trap 'exit 7' USR1; sleep 1000 & wait"));
        await using (var first = await Up.StartAsync(engine, folder.Path))
        {
            Assert.Equal(0, await first.StopAsync());
        }

        await engine.Docker.DoAsync("kill", "-s", "USR1", name);
        await engine.Docker.DoAsync("wait", name);
        await PushOutOfTheRingAsync(engine, laterEvents);

        await using (var second = await Up.StartAsync(engine, folder.Path))
        {
            var end = await second.EndAsync(name);
            Assert.True(end.Attributes[AttributeNames.ExitCode].TryGetInteger(out var code));
            Assert.Equal(7, code);
            Assert.Contains(end.Exit!.EndedBy, new[] { EndedBy.Itself, EndedBy.Unknown });
            Assert.True(laterEvents == 0 || (end.Attributes[AttributeNames.Reconciled].TryGetBoolean(out var found) && found));
            Assert.Equal(0, await second.StopAsync());
        }

        await using var third = await Up.StartAsync(engine, folder.Path);
        await third.SettleAsync();
        Assert.Empty(third.Records().Of(name).Events);
        Assert.Empty(third.Records().Of(name).Diagnoses);
    }

    private static async Task PushOutOfTheRingAsync(TestEngine engine, int events)
    {
        var (here, there) = (DockerCli.Name("here"), DockerCli.Name("there"));
        await engine.Docker.CreateAsync(here, [], "true");
        for (var i = 0; i < events; i++)
        {
            await engine.Docker.DoAsync("rename", i % 2 == 0 ? here : there, i % 2 == 0 ? there : here);
        }

        await engine.Docker.DoAsync("rm", events % 2 == 0 ? here : there);
    }
}
