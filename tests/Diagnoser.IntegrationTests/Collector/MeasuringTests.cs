using Diagnoser.Contracts;
using Diagnoser.Engine.Events;
using Diagnoser.IntegrationTests.Support;

namespace Diagnoser.IntegrationTests.Collector;

public sealed class MeasuringTests(DockerHost host, Broker broker) : IDisposable
{
    private const long Limit = 32 * 1024 * 1024;

    // As in the settings, but for a test's patience.
    private static readonly KeyValuePair<string, string>[] Often =
    [
        new("Collector__Measure__Interval", "1s"),
        new("Collector__Measure__CalmInterval", "2s"),
        new("Collector__Measure__DockerDiskInterval", "3s"),
        new("Collector__Measure__Budget", "500"),
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly string _hostId = "host-" + Guid.NewGuid().ToString("n")[..8];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Containers_at_their_limits_are_told_by_their_measurements()
    {
        var engine = host.Require();
        var access = await broker.NewAsync(engine);
        await using var collector = CollectorProgram.Start(engine, access.Uri, _folder.Path, _hostId, Often);
        await collector.SaidAsync("watching Docker");
        var (busy, full, crowded) = (DockerCli.Name("throttled"), DockerCli.Name("nearly-full"), DockerCli.Name("pids"));
        await engine.Docker.RunAsync(busy, ["--cpus", "0.1"], Script.Shell("while :; do :; done"));
        await engine.Docker.RunAsync(full, ["-m", $"{Limit}", "--memory-swap", $"{Limit}"], Script.Shell("dd if=/dev/zero of=/dev/shm/x bs=1M count=28; sleep 1000"));
        await engine.Docker.RunAsync(
            crowded, ["--pids-limit", "6"], Script.Shell("while :; do (for i in 1 2 3 4 5 6 7 8; do sleep 2 & done); read -t 1 x; done"));

        // Each has to tell it some time, not with its first reading: that may fall between the making of a cgroup and the setting of its limits.
        var events = await collector.ArrivedAsync(access, _hostId, all =>
            Of(all, busy, EventTypes.ContainerStats).Any(e => Number(e, "cgroup.cpu.throttled_ratio") > 0.5)
            && Of(all, full, EventTypes.ContainerStats).Any(e => Number(e, "cgroup.memory.used_ratio") > 0.8 && Number(e, "cgroup.memory.shmem") >= 20 * 1024 * 1024)
            && Of(all, crowded, EventTypes.ContainerStats).Any(e => Number(e, "cgroup.pids.max_delta") > 0));

        var throttled = Of(events, busy, EventTypes.ContainerStats).First(e => Number(e, "cgroup.cpu.throttled_ratio") > 0.5);
        Assert.Equal(0.1, Number(throttled, "cgroup.cpu.quota_cores"), 3);
        Assert.InRange(Number(throttled, "cgroup.cpu.usage_cores"), 0.02, 0.6);
        Assert.True(Number(throttled, "cgroup.cpu.throttled_delta") > 0);
        Assert.Equal(Limit, Number(Of(events, full, EventTypes.ContainerStats).First(e => Number(e, "cgroup.memory.used_ratio") > 0.8), "cgroup.memory.limit"));
        Assert.Equal(6, Number(Of(events, crowded, EventTypes.ContainerStats).First(e => Number(e, "cgroup.pids.max_delta") > 0), "cgroup.pids.limit"));
        Assert.All(events.Where(e => e.Type == EventTypes.ContainerStats), InTheCatalogue);

        _ = await engine.Docker.DoAsync("kill", busy);
        events = await collector.ArrivedAsync(access, _hostId, all => Of(all, busy, EventTypes.ContainerDie).Any());
        var samples = Of(events, busy, EventTypes.ContainerDie).Single().Evidence.Single(e => e.Kind == EvidenceKinds.Sample).Data;
        Assert.Contains(samples.EnumerateArray(), sample => sample.TryGetProperty("cgroup.cpu.throttled_ratio", out var ratio) && ratio.GetDouble() > 0.5);
    }

    [Fact]
    public async Task Who_listens_and_who_is_called_is_told()
    {
        var engine = host.Require();
        var access = await broker.NewAsync(engine);
        var (server, client) = (DockerCli.Name("listens"), DockerCli.Name("calls"));
        await engine.Docker.RunAsync(server, [], Script.Shell("nc -ll -p 5432 -e sleep 1000"));
        var address = await engine.Docker.InspectAsync(server, "{{.NetworkSettings.IPAddress}}");
        await engine.Docker.RunAsync(client, [], Script.Shell($"sleep 1000 | nc {address} 5432 & httpd -f -p 127.0.0.1:8080"));
        await using var collector = CollectorProgram.Start(engine, access.Uri, _folder.Path, _hostId, Often);

        var events = await collector.ArrivedAsync(access, _hostId, all =>
            Of(all, client, EventTypes.NetSample).Any(e => List(e, AttributeNames.TalksTo).Count > 0) && Of(all, server, EventTypes.NetSample).Any(e => List(e, "net.tcp.listening").Count > 0));

        var calls = Of(events, client, EventTypes.NetSample).First(e => List(e, AttributeNames.TalksTo).Count > 0);
        Assert.Equal([$"{address}:5432"], List(calls, AttributeNames.TalksTo));
        Assert.Equal(["127.0.0.1:8080"], List(calls, "net.tcp.listening"));
        Assert.Equal([], List(Of(events, server, EventTypes.NetSample).First(e => List(e, "net.tcp.listening").Count > 0), AttributeNames.TalksTo));
        Assert.All(events.Where(e => e.Type == EventTypes.NetSample), InTheCatalogue);
    }

    [Fact]
    public async Task The_host_is_measured_too()
    {
        var engine = host.Require();
        var access = await broker.NewAsync(engine);
        var name = DockerCli.Name("writes");
        await engine.Docker.RunAsync(name, ["--log-opt", "max-size=10m", "--log-opt", "max-file=2"], Script.Shell("echo hello; dd if=/dev/zero of=/big bs=1M count=3; sleep 1000"));
        await using var collector = CollectorProgram.Start(engine, access.Uri, _folder.Path, _hostId, Often);

        string[] wanted = [EventTypes.HostCpu, EventTypes.HostMemory, EventTypes.HostDisk, EventTypes.NetSample, EventTypes.ContainerLogFile];
        var events = await collector.ArrivedAsync(access, _hostId, all =>
            wanted.All(type => all.Exists(e => e.Type == type))
            && all.Exists(e => e.Type == EventTypes.HostDisk && e.Attributes["disk.docker.images_bytes"].HasValue)
            && Of(all, name, EventTypes.ContainerStats).Any(e => e.Attributes["container.writable_bytes"].HasValue));

        Assert.InRange(Number(events.First(e => e.Type == EventTypes.HostCpu), "host.cpu.usage_ratio"), 0, 1);
        Assert.InRange(Number(events.First(e => e.Type == EventTypes.HostMemory), "host.memory.available_ratio"), 0.001, 1);
        var disk = events.First(e => e.Type == EventTypes.HostDisk && e.Attributes["disk.docker.images_bytes"].HasValue);
        Assert.Equal("docker_data", disk.Attributes["disk.mount_role"].Text);
        Assert.InRange(Number(disk, "disk.used_ratio"), 0.001, 1);
        Assert.True(Number(disk, "disk.docker.images_bytes") > 1_000_000);
        Assert.True(Number(Of(events, name, EventTypes.ContainerStats).First(e => e.Attributes["container.writable_bytes"].HasValue), "container.writable_bytes") >= 3 * 1024 * 1024);
        var log = Of(events, name, EventTypes.ContainerLogFile).First();
        Assert.Equal((10_000_000, 2), (Number(log, "container.log.max_size"), Number(log, "container.log.max_file")));
        Assert.True(Number(log, "logfile.bytes") > 0);
        Assert.All(events.Where(e => wanted.Contains(e.Type)), InTheCatalogue);
    }

    private static void InTheCatalogue(DockerEvent made)
    {
        var schema = EventCatalogue.Find(made.Type)!;
        Assert.DoesNotContain(made.Attributes, attribute => schema.Find(attribute.Key) is not { IsMade: true });
    }

    private static IEnumerable<DockerEvent> Of(List<DockerEvent> events, string name, string type) => events.Where(e => e.Type == type && e.Subject.Name == name);

    private static double Number(DockerEvent made, string field) => made.Attributes[field].TryGetNumber(out var number) ? number : double.NaN;

    private static IReadOnlyList<string> List(DockerEvent made, string field) => made.Attributes[field].List ?? [];
}
