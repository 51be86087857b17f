using Diagnoser.Contracts;
using Diagnoser.IntegrationTests.Support;

namespace Diagnoser.IntegrationTests;

[Collection(nameof(Alone))]
public sealed class CatchUpTests(DockerHost host)
{
    [Theory]
    [InlineData("unseen", 0)]
    [InlineData("forgotten", EngineRing.Overfull)]
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
        await EngineRing.PushAsync(engine, laterEvents);

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
}
