using System.Text.RegularExpressions;
using Diagnoser.Contracts;
using Diagnoser.IntegrationTests.Support;

namespace Diagnoser.IntegrationTests.Collector;

public sealed class RunTests(DockerHost host, Broker broker) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _hostId = "host-" + Guid.NewGuid().ToString("n")[..8];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_oom_kill_and_the_death_arrive_in_the_partition_of_the_host_with_their_evidence()
    {
        var engine = host.Require();
        var access = await broker.NewAsync(engine);
        await using var collector = CollectorProgram.Start(engine, access.Uri, _folder.Path, _hostId);
        await collector.SaidAsync($"({_hostId}); broker {access.Uri.Host}:{access.Uri.Port}; data in {_folder.Path}");

        var name = DockerCli.Name("run-oom");
        await engine.Docker.RunAsync(name, ["-m", "32m", "--memory-swap", "32m"], Script.Shell("echo 'cache warmed'; " + Script.Eat));
        var events = await collector.ArrivedAsync(access, _hostId, all => Of(all, name, EventTypes.KernelOomKill) && Of(all, name, EventTypes.ContainerDie));

        var end = events.Single(e => e.Type == EventTypes.ContainerDie && e.Subject.Name == name);
        Assert.Equal(137L, end.Attributes[AttributeNames.ExitCode]);
        Assert.Contains(end.Evidence, e => e.Kind == EvidenceKinds.Inspect);
        Assert.Contains(end.Evidence, e => e.Kind == EvidenceKinds.Logs && e.Data.GetRawText().Contains("cache warmed", StringComparison.Ordinal));
        Assert.All(events, e => Assert.Equal(_hostId, e.Host.Id));
        Assert.Equal(Enumerable.Range(1, events.Count).Select(n => (long)n), events.Select(e => e.Seq));
        Assert.Null(end.Traceparent);

        Assert.Equal(0, await collector.StopAsync());
        Assert.Contains("0 wait in the spool, 0 lost", collector.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(BrokerAccess.Password, collector.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_happens_before_the_broker_is_there_arrives_once_it_is()
    {
        var engine = host.Require();
        var access = await broker.NewAsync(engine);
        await using var relay = new Relay(access.Uri);
        await using var collector = CollectorProgram.Start(engine, relay.Uri, _folder.Path, _hostId);
        await collector.SaidAsync("cannot be reached");
        await collector.SaidAsync("watching Docker");

        var name = DockerCli.Name("run-before");
        await engine.Docker.RunAsync(name, ["--rm"], "false");
        relay.Open();
        var events = await collector.ArrivedAsync(access, _hostId, all => Of(all, name, EventTypes.ContainerDie));

        Assert.Contains(events, e => e.Type == EventTypes.CollectorStarted);
        Assert.Contains("is reached again", collector.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_wrong_password_it_says_so_and_goes_on_and_the_next_start_sends_what_waits()
    {
        var engine = host.Require();
        var access = await broker.NewAsync(engine);
        var name = DockerCli.Name("run-password");
        await using (var refused = CollectorProgram.Start(engine, access.WithPassword("wr0ng-word"), _folder.Path, _hostId))
        {
            await refused.SaidAsync("refuses user 'tester' or its password");
            await refused.SaidAsync("watching Docker");
            await engine.Docker.RunAsync(name, ["--rm"], "false");
            await HealthIsAsync(0, "; ([3-9]|[1-9][0-9]+) events wait");

            Assert.Equal(0, await refused.StopAsync());
            Assert.Matches(" 0 confirmed by the broker, [1-9][0-9]* wait in the spool", refused.Errors);
            Assert.DoesNotContain("wr0ng-word", refused.Errors, StringComparison.Ordinal);
        }

        await using var collector = CollectorProgram.Start(engine, access.Uri, _folder.Path, _hostId);
        var events = await collector.ArrivedAsync(access, _hostId, all => Of(all, name, EventTypes.ContainerDie));

        Assert.Equal(1, events[0].Seq);
        Assert.Single(events.Select(e => e.Epoch).Distinct());
    }

    [Fact]
    public async Task A_healthcheck_tells_a_collector_that_is_well_from_one_that_is_frozen_and_one_that_has_ended()
    {
        var engine = host.Require();
        var access = await broker.NewAsync(engine);
        await using var collector = CollectorProgram.Start(engine, access.Uri, _folder.Path, _hostId);
        await collector.SaidAsync("watching Docker");
        await HealthIsAsync(0, "watching unix.*broker: connected.*events wait");

        await collector.SignalAsync("-STOP");
        await HealthIsAsync(1, "has been silent for");

        await collector.SignalAsync("-CONT");
        await HealthIsAsync(0, "watching");
        Assert.Equal(0, await collector.StopAsync());
        await HealthIsAsync(1, "the collector ended");
    }

    [Fact]
    public async Task Without_a_broker_in_the_settings_it_ends_and_names_the_setting()
    {
        var output = await CollectorProgram.Command(new Dictionary<string, string>(), "run", "--data", _folder.Path).RunAsync();

        Assert.Equal(2, output.ExitCode);
        Assert.Contains("DIAGNOSER__Bus__RabbitMq__Uri", output.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_collector_with_the_same_folder_is_refused()
    {
        var nowhere = new Uri("amqp://127.0.0.1:1");
        var engine = new TestEngine("unix:///no/docker.sock", null);
        await using var first = CollectorProgram.Start(engine, nowhere, _folder.Path, _hostId);
        await first.SaidAsync("no engine answers: unix:///no/docker.sock: no such file; waiting for it");

        await using var second = CollectorProgram.Start(engine, nowhere, _folder.Path, _hostId);
        await Assert.ThrowsAnyAsync<Exception>(() => second.SaidAsync("never"));

        Assert.Contains("is in use by another diagnoser-collector (process ", second.Errors, StringComparison.Ordinal);
        Assert.Equal(0, await first.StopAsync());
    }

    private static bool Of(List<DockerEvent> events, string name, string type) => events.Exists(e => e.Type == type && e.Subject.Name == name);

    /// <summary>Waits until a healthcheck ends with this exit code and says something like this.</summary>
    private async Task HealthIsAsync(int exitCode, string pattern)
    {
        for (var attempt = 0; ; attempt++)
        {
            var output = await CollectorProgram.Command(new Dictionary<string, string>(), "healthcheck", "--data", _folder.Path).RunAsync();
            if (output.ExitCode == exitCode && Regex.IsMatch(output.Out, pattern))
            {
                return;
            }

            Assert.True(attempt < 40, $"exit code {output.ExitCode}: {output.Out}{output.Error}");
            await Task.Delay(300, TestContext.Current.CancellationToken);
        }
    }
}
