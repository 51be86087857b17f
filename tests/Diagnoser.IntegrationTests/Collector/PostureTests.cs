using System.Text.Json;
using Diagnoser.Contracts;
using Diagnoser.Engine.Events;
using Diagnoser.IntegrationTests.Support;

namespace Diagnoser.IntegrationTests.Collector;

public sealed class PostureTests(DockerHost host, Broker broker) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _hostId = "host-" + Guid.NewGuid().ToString("n")[..8];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Risks_of_a_container_and_of_the_engine_are_told_once_and_without_secrets()
    {
        var engine = host.Require();
        var access = await broker.NewAsync(engine);
        var (risky, calm, later) = (DockerCli.Name("risky"), DockerCli.Name("calm"), DockerCli.Name("later"));
        await engine.Docker.RunAsync(
            risky,
            ["--privileged", "--pid", "host", "--cap-add", "SYS_PTRACE", "-v", "/var/run/docker.sock:/engine:ro", "-v", "/etc:/host/etc", "-e", "DB_PASSWORD=correct-horse-battery", "-p", "0.0.0.0::6379"],
            Script.Shell("sleep 1000"));
        await engine.Docker.RunAsync(
            calm,
            [
                "--read-only", "--security-opt", "no-new-privileges", "--cap-drop", "ALL", "-u", "1000:1000", "-m", "64m", "--cpus", "0.5", "--pids-limit", "50", "--log-opt", "max-size=1m", "--restart", "on-failure:3", "-e", "LOG_LEVEL=info",
            ],
            "sleep", "1000");
        List<DockerEvent> events;
        await using (var collector = CollectorProgram.Start(engine, access.Uri, _folder.Path, _hostId))
        {
            events = await collector.ArrivedAsync(access, _hostId, all => Checks(all, risky).Contains("published_everywhere"));
            Assert.Equal(0, await collector.StopAsync());
        }

        Assert.Equal(
            [
                "capabilities", "docker_socket", "host_path", "host_pid", "new_privileges", "no_cpu_limit", "no_health_check", "no_memory_limit", "no_pids_limit", "no_restart_policy", "privileged",
                "published_everywhere", "root_user", "secret_variables", "unrotated_log", "writable_root",
            ],
            Checks(events, risky).Order());
        Assert.Equal("/etc (rw)", Value(events, risky, "host_path"));
        Assert.Equal("DB_PASSWORD", Value(events, risky, "secret_variables"));
        Assert.Equal("6379/tcp (Redis)", Value(events, risky, "published_everywhere"));
        Assert.Contains("live_restore_off", events.Where(e => e.Type == EventTypes.PostureFinding && e.Subject.Kind == Subject.Daemon).Select(e => e.Attributes["posture.check"].Text));

        // The calm one may come after the last of the risky one.
        await engine.Docker.RunAsync(later, [], Script.Shell("sleep 1000"));
        await using (var collector = CollectorProgram.Start(engine, access.Uri, _folder.Path, _hostId))
        {
            var again = await collector.ArrivedAsync(access, _hostId, all => Checks(all, later).Contains("unrotated_log"));
            Assert.Empty(Checks(again, risky));
            Assert.DoesNotContain(again, e => e.Type == EventTypes.PostureFinding && e.Subject.Kind == Subject.Daemon);
            events.AddRange(again);
        }

        Assert.Empty(Checks(events, calm));
        Assert.All(events.Where(e => e.Type == EventTypes.PostureFinding), InTheCatalogue);
        Assert.DoesNotContain(events, e => JsonSerializer.Serialize(e, ContractsJson.Default.DockerEvent).Contains("correct-horse", StringComparison.Ordinal));
    }

    private static void InTheCatalogue(DockerEvent made)
    {
        var schema = EventCatalogue.Find(made.Type)!;
        Assert.DoesNotContain(made.Attributes, attribute => schema.Find(attribute.Key) is not { IsMade: true });
    }

    private static IEnumerable<string> Checks(List<DockerEvent> events, string name) =>
        events.Where(e => e.Type == EventTypes.PostureFinding && e.Subject.Name == name).Select(e => e.Attributes["posture.check"].Text!);

    private static string? Value(List<DockerEvent> events, string name, string check) =>
        events.Single(e => e.Type == EventTypes.PostureFinding && e.Subject.Name == name && e.Attributes["posture.check"] == check).Attributes["posture.value"].Text;
}
