using Diagnoser.Contracts;
using Diagnoser.IntegrationTests.Support;

namespace Diagnoser.IntegrationTests.Collector;

public sealed class FullDiskTests(DockerHost host, Broker broker)
{
    [Fact]
    public async Task A_full_disk_is_told_and_survived_and_what_had_room_in_memory_arrives()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can make a small disk");
        var engine = host.Require();
        var access = await broker.NewAsync(engine);
        var hostId = "host-" + Guid.NewGuid().ToString("n")[..8];
        using var folder = new TemporaryFolder();
        _ = (await new Command("mount", "-t", "tmpfs", "-o", "size=16m", "none", folder.Path).RunAsync()).Text();
        try
        {
            await using var relay = new Relay(access.Uri);
            await using var collector = CollectorProgram.Start(engine, relay.Uri, folder.Path, hostId);
            await collector.SaidAsync("watching Docker");

            // dd ends with an error once nothing is left.
            _ = await new Command("dd", "if=/dev/zero", $"of={folder.File("filler")}", "bs=4k").RunAsync();
            var names = new List<string>();
            await collector.SaidAsync("the disk of the spool is full", async () => await DieAsync(names));
            await DieAsync(names);
            File.Delete(folder.File("filler"));
            await collector.SaidAsync("the spool can be written again; nothing was lost", async () => await DieAsync(names));

            relay.Open();
            var events = await collector.ArrivedAsync(
                access, hostId, all => names.TrueForAll(name => all.Exists(e => e.Type == EventTypes.ContainerDie && e.Subject.Name == name)));
            Assert.Equal(Enumerable.Range(1, events.Count).Select(n => (long)n), events.DistinctBy(e => e.Seq).Select(e => e.Seq));
            Assert.Equal(0, await collector.StopAsync());
        }
        finally
        {
            _ = await new Command("umount", "--lazy", folder.Path).RunAsync();
        }

        async Task DieAsync(List<string> names)
        {
            names.Add(DockerCli.Name($"full-{names.Count}"));
            await engine.Docker.RunAsync(names[^1], ["--rm"], "false");
        }
    }
}
