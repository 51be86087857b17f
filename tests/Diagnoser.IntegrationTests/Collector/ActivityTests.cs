using Diagnoser.Contracts;
using Diagnoser.IntegrationTests.Support;

namespace Diagnoser.IntegrationTests.Collector;

public sealed class ActivityTests(DockerHost host, Broker broker) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _hostId = "host-" + Guid.NewGuid().ToString("n")[..8];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_people_do_in_a_container_is_told_and_its_health_check_only_when_it_fails()
    {
        var engine = host.Require();
        var access = await broker.NewAsync(engine);
        await using var collector = CollectorProgram.Start(engine, access.Uri, _folder.Path, _hostId);
        await collector.SaidAsync("watching Docker");
        var name = DockerCli.Name("activity");
        var volume = DockerCli.Name("activity-data");
        var file = Path.Combine(_folder.Path, "note");
        await File.WriteAllTextAsync(file, "x", TestContext.Current.CancellationToken);
        await engine.Docker.ServeAsync(name, "-v", $"{volume}:/data", "--health-cmd", "test ! -e /tmp/ill", "--health-interval", "1s", "--health-retries", "1000");

        _ = await engine.Docker.DoAsync("exec", name, "sh", "-c", "echo --password hunter2hunter2; exit 0");
        _ = await engine.Docker.DoAsync("cp", file, $"{name}:/tmp/ill");
        var events = await collector.ArrivedAsync(access, _hostId, all =>
            Of(all, name, EventTypes.ContainerExec).Any(IsEcho) && Of(all, name, EventTypes.ContainerCopy).Any() && Of(all, name, EventTypes.ContainerProbe).Any());

        var exec = Of(events, name, EventTypes.ContainerExec).Single(IsEcho);
        Assert.Equal(0L, exec.Attributes["exec.exit_code"]);
        Assert.Equal(false, exec.Attributes["exec.is_shell"]);
        Assert.Equal("in", Of(events, name, EventTypes.ContainerCopy).Single().Attributes["copy.direction"].Text);
        Assert.Equal(1L, Of(events, name, EventTypes.ContainerProbe).First().Attributes[AttributeNames.HealthExitCode]);
        Assert.DoesNotContain(Of(events, name, EventTypes.ContainerExec), e => e.Attributes["exec.command"].Text!.Contains("/tmp/ill", StringComparison.Ordinal));
        Assert.Equal("/data", events.First(e => e.Type == EventTypes.VolumeMount && e.Attributes["volume.name"].Text == volume).Attributes["volume.destination"].Text);
        Assert.DoesNotContain(events, e => e.Attributes["exec.command"].Text?.Contains("hunter2", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task An_image_made_of_a_container_by_hand_is_told()
    {
        var engine = host.Require();
        var access = await broker.NewAsync(engine);
        await using var collector = CollectorProgram.Start(engine, access.Uri, _folder.Path, _hostId);
        await collector.SaidAsync("watching Docker");
        var name = DockerCli.Name("commit");
        await engine.Docker.ServeAsync(name);
        _ = await engine.Docker.DoAsync("commit", "-m", "by hand", name, $"{name}:made");
        _ = await engine.Docker.DoAsync("rmi", $"{name}:made");
        var events = await collector.ArrivedAsync(access, _hostId, all => Of(all, name, EventTypes.ImageCommit).Any() && all.Exists(e => e.Type == EventTypes.ImageDelete));

        var commit = Of(events, name, EventTypes.ImageCommit).Single();
        Assert.Equal("by hand", commit.Attributes["image.comment"].Text);
        Assert.StartsWith("sha256:", commit.Attributes[AttributeNames.ImageId].Text, StringComparison.Ordinal);
    }

    private static bool IsEcho(DockerEvent e) => e.Attributes["exec.command"].Text?.Contains("echo", StringComparison.Ordinal) == true;

    private static IEnumerable<DockerEvent> Of(List<DockerEvent> events, string name, string type) => events.Where(e => e.Type == type && e.Subject.Name == name);
}
