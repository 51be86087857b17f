using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Redaction;
using Diagnoser.Collector.Tests.Support;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Tests;

public sealed class HostCollectorTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Started = TimeProvider.System.GetUtcNow().AddMinutes(-10);

    private readonly FakeEngine _engine = new();
    private readonly TaskCompletionSource _engineMissed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenSource _stop = new();
    private Collected _collected = new();
    private Task _running = Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _engine.DisposeAsync();
        _stop.Dispose();
    }

    [Fact]
    public async Task Says_first_what_it_can_and_cannot_see()
    {
        Start();
        var started = await _collected.NextAsync(EventTypes.CollectorStarted);

        Assert.Equal(1, started.Seq);
        Assert.Equal(false, started.Attributes[AttributeNames.KernelLogReadable]);
        Assert.Contains(started.Missing, missing => missing.What == EventTypes.KernelOomKill);
        Assert.Equal("box", started.Host.Name);
    }

    [Fact]
    public async Task What_is_there_at_the_first_start_is_no_news()
    {
        _engine.Containers[Some.Id] = Some.Inspect(new Some.State { ExitCode = 1, Error = "exec: not found", Started = Started, Finished = Started.AddSeconds(1) });
        Start();
        _ = await _collected.NextAsync(EventTypes.CollectorStarted);
        _engine.Emit(Some.Line("destroy", Now()));
        _ = await _collected.NextAsync(EventTypes.ContainerDestroy);

        Assert.Equal([EventTypes.CollectorStarted, EventTypes.ContainerDestroy], _collected.Events.Select(made => made.Type).Where(type => type != EventTypes.PostureFinding));
    }

    [Fact]
    public async Task An_end_comes_with_inspect_and_log()
    {
        await StartRunningAsync();
        _engine.Logs[Some.Id] = Some.LogFrame(2, "2026-01-01T12:00:00Z panic\n");
        _engine.Containers[Some.Id] = Some.Inspect(new Some.State { ExitCode = 2, Started = Started, Finished = Now() });
        _engine.Emit(Some.Line("die", Now(), ",\"exitCode\":\"2\""));

        var end = await _collected.NextAsync(EventTypes.ContainerDie);

        Assert.Equal(2L, end.Attributes[AttributeNames.ExitCode]);
        Assert.Equal(77L, end.Attributes[AttributeNames.MainPid]);
        Assert.Equal("panic", end.Evidence.Single(evidence => evidence.Kind == EvidenceKinds.Logs).Data[0].GetProperty("text").GetString());
        Assert.Contains(end.Evidence, evidence => evidence.Kind == EvidenceKinds.Inspect);
        Assert.Contains(end.Missing, missing => missing.What == EventTypes.KernelOomKill);
    }

    [Fact]
    public async Task A_forged_signal_is_not_passed_on()
    {
        _engine.Containers[Some.Id] = Some.Inspect(new Some.State { Running = true, Pid = 77, Started = Started }, """{"signal":"15"}""");
        Start();
        _ = await _collected.NextAsync(EventTypes.CollectorStarted);
        _engine.Emit(Some.Line("kill", Now(), ",\"signal\":\"15\""));

        var kill = await _collected.NextAsync(EventTypes.ContainerKill);

        Assert.False(kill.Attributes[AttributeNames.Signal].HasValue);
        Assert.Equal(AttributeNames.Signal, Assert.Single(kill.Missing).What);
    }

    [Fact]
    public async Task A_start_that_failed_is_told_once_an_attempt()
    {
        Start();
        _ = await _collected.NextAsync(EventTypes.CollectorStarted);
        _engine.Containers[Some.Id] = Some.Inspect(new Some.State { ExitCode = 127, Error = "exec: \"nosuch\": executable file not found in $PATH" });
        _engine.Emit(Some.Line("create", Now()));
        var first = Now();
        _engine.Emit(Some.NetworkLine("disconnect", first));
        var failed = await _collected.NextAsync(EventTypes.ContainerStartFailed);
        var second = first.AddSeconds(5);
        _engine.Emit(Some.NetworkLine("disconnect", second));
        var again = await _collected.NextAsync(EventTypes.ContainerStartFailed);

        Assert.Equal((127L, first), (Code(failed), failed.Time));
        Assert.Equal(second, again.Time);
        Assert.NotEqual(failed.Id, again.Id);
    }

    [Fact]
    public async Task An_end_while_the_collector_was_down_is_found_by_comparing()
    {
        await StartRunningAsync();
        await StopAsync();
        var finished = Now().AddSeconds(-30);
        _engine.Containers[Some.Id] = Some.Inspect(new Some.State { ExitCode = 3, Started = Started, Finished = finished });
        Start();

        var end = await _collected.NextAsync(EventTypes.ContainerDie);

        Assert.Equal((3L, finished, Started), (Code(end), end.Time, end.Run!.StartedAt));
        Assert.Equal(true, end.Attributes[AttributeNames.Reconciled]);
    }

    [Fact]
    public async Task A_container_removed_while_the_collector_was_down_is_told_with_its_unknown_end()
    {
        await StartRunningAsync();
        await StopAsync();
        _ = _engine.Containers.TryRemove(Some.Id, out _);
        Start();

        var gone = await _collected.NextAsync(EventTypes.ContainerDestroy);

        Assert.Equal("api", gone.Subject.Name);
        Assert.Equal(EventTypes.ContainerDie, Assert.Single(gone.Missing).What);
    }

    [Fact]
    public async Task A_lost_stream_is_a_blind_window_and_nothing_comes_twice()
    {
        await StartRunningAsync();
        _engine.CutStreams();

        var blind = await _collected.NextAsync(EventTypes.CollectorBlind);

        Assert.Equal("docker.events", blind.Attributes[AttributeNames.BlindSource].Text);
        Assert.Equal(Subject.Daemon, blind.Subject.Kind);
        Assert.DoesNotContain(_collected.Events, made => made.Type == EventTypes.DaemonRestart);
        Assert.Single(_collected.Events, made => made.Type == EventTypes.ContainerStart);
    }

    [Fact]
    public async Task An_engine_that_went_away_and_came_back_was_restarted()
    {
        await StartRunningAsync();
        _engine.Stop();
        var finished = Now().AddSeconds(-20);
        _engine.Containers[Some.Id] = Some.Inspect(new Some.State { ExitCode = 0, Started = Started, Finished = finished });
        await _engineMissed.Task.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        _engine.Start();

        var end = await _collected.NextAsync(EventTypes.ContainerDie);
        var blind = await _collected.NextAsync(EventTypes.CollectorBlind);
        var restart = await _collected.NextAsync(EventTypes.DaemonRestart);

        Assert.Equal(finished, end.Time);
        Assert.True(restart.Time < blind.Time);
    }

    [Fact]
    public async Task An_inspect_that_fails_at_the_start_is_tried_again()
    {
        Start();
        _ = await _collected.NextAsync(EventTypes.CollectorStarted);
        _engine.Containers[Some.Id] = Some.Inspect(new Some.State { Running = true, Pid = 77, Started = Started });
        _engine.FailingInspects = 1;
        _engine.Emit(Some.Line("start", Started.AddMilliseconds(10)));

        var start = await _collected.NextAsync(EventTypes.ContainerStart);

        Assert.Equal(77L, start.Attributes[AttributeNames.MainPid]);
        Assert.Equal(Started, start.Run?.StartedAt);
    }

    [Fact]
    public async Task What_was_told_while_inspect_failed_is_not_told_again_by_reconciliation()
    {
        Start();
        _ = await _collected.NextAsync(EventTypes.CollectorStarted);
        _engine.Containers[Some.Id] = Some.Inspect(new Some.State { Running = true, Pid = 77, Started = Started });
        _engine.FailingInspects = 4;
        _engine.Emit(Some.Line("create", Started.AddMilliseconds(-50)));
        _engine.Emit(Some.Line("start", Started.AddMilliseconds(180)));
        _ = await _collected.NextAsync(EventTypes.ContainerStart);
        _engine.CutStreams();
        _ = await _collected.NextAsync(EventTypes.CollectorBlind);

        Assert.Equal(
            [EventTypes.CollectorStarted, EventTypes.ContainerCreate, EventTypes.ContainerStart, EventTypes.CollectorBlind],
            _collected.Events.Select(made => made.Type).Where(type => type != EventTypes.PostureFinding));
    }

    [Fact]
    public async Task An_engine_that_does_not_answer_has_not_said_that_a_container_is_gone()
    {
        using var client = new EngineClient(_engine.Endpoint);
        using var inspector = new Inspector(client, new Redactor(), TimeProvider.System);
        _engine.Containers[Some.Id] = Some.Inspect(new Some.State { Running = true, Pid = 77, Started = Started });
        _engine.FailingInspects = 1;

        var failed = await inspector.ReadAsync(Some.Id, TestContext.Current.CancellationToken);
        var unknown = await inspector.ReadAsync(Some.OtherId, TestContext.Current.CancellationToken);
        var known = await inspector.ReadAsync(Some.Id, TestContext.Current.CancellationToken);

        Assert.Equal(default, failed);
        Assert.True(unknown.IsGone);
        Assert.NotNull(known.Snapshot);
    }

    [Fact]
    public async Task An_oom_event_says_that_the_kernel_log_is_lacking()
    {
        await StartRunningAsync();
        _engine.Emit(Some.Line("oom", Now()));

        var oom = await _collected.NextAsync(EventTypes.ContainerOom);

        Assert.Equal(EventTypes.KernelOomKill, Assert.Single(oom.Missing).What);
    }

    [Fact]
    public async Task Numbers_its_events_without_holes()
    {
        await StartRunningAsync();

        Assert.Equal(Enumerable.Range(1, _collected.Events.Count).Select(number => (long)number), _collected.Events.Select(made => made.Seq));
    }

    [Fact]
    public async Task A_time_without_collector_is_a_blind_window_and_what_was_told_before_is_not_told_again()
    {
        await StartRunningAsync();
        _engine.Emit(Some.Line("oom", Now()));
        _ = await _collected.NextAsync(EventTypes.ContainerOom);
        await StopAsync();
        _engine.Emit(Some.Line("kill", Now(), ",\"signal\":\"9\""));
        Start();

        var blind = await _collected.NextAsync(EventTypes.CollectorBlind);

        Assert.Equal("not_running", blind.Attributes[AttributeNames.BlindKind].Text);
        Assert.Equal([EventTypes.ContainerKill, EventTypes.CollectorStarted, EventTypes.CollectorBlind], _collected.Events.Select(made => made.Type).Where(type => type != EventTypes.PostureFinding));
    }

    [Fact]
    public async Task An_image_that_was_pulled_is_told_with_its_registry()
    {
        Start();
        _ = await _collected.NextAsync(EventTypes.CollectorStarted);
        _engine.Emit($$$"""{"Type":"image","Action":"pull","Actor":{"ID":"ghcr.io/shop/api:2","Attributes":{"name":"ghcr.io/shop/api"}},"timeNano":{{{Some.Nano(Now())}}} }""");

        var pull = await _collected.NextAsync(EventTypes.ImagePull);

        Assert.Equal(("ghcr.io/shop/api:2", "ghcr.io"), (pull.Attributes[AttributeNames.ImageName].Text, pull.Attributes["image.registry"].Text));
    }

    [Fact]
    public async Task A_container_that_was_made_anew_while_nobody_looked_is_told_as_changed_once()
    {
        await StartRunningAsync();
        _ = await _collected.NextAsync(EventTypes.PostureFinding, Some.Id);
        await StopAsync();
        _ = _engine.Containers.TryRemove(Some.Id, out _);
        _engine.Containers[Some.OtherId] = Some.Inspect(new Some.State { Running = true, Pid = 78, Started = Now().AddMinutes(-1) }, env: """["LOG_LEVEL=debug"]""", id: Some.OtherId);
        Start();
        var change = await _collected.NextAsync(EventTypes.ServiceChange);
        await StopAsync();
        Start();
        _ = await _collected.NextAsync(EventTypes.CollectorStarted);
        _engine.Emit(Some.Line("oom", Now(), id: Some.OtherId));
        _ = await _collected.NextAsync(EventTypes.ContainerOom);

        Assert.Equal((Some.OtherId, "LOG_LEVEL=debug"), (change.Subject.Id, change.Attributes["change.environment.to"].Text));
        Assert.Equal(["environment"], change.Attributes["change.fields"].List!);
        Assert.DoesNotContain(_collected.Events, made => made.Type == EventTypes.ServiceChange);
    }

    [Fact]
    public async Task Risks_are_told_once_and_not_again_after_a_restart()
    {
        await StartRunningAsync();
        DockerEvent last;
        do
        {
            last = await _collected.NextAsync(EventTypes.PostureFinding, Some.Id);
        }
        while (last.Attributes["posture.check"] != "no_cpu_limit");

        await StopAsync();
        Start();
        _ = await _collected.NextAsync(EventTypes.CollectorStarted);
        _engine.Containers[Some.OtherId] = Some.Inspect(new Some.State { Running = true, Pid = 78, Started = Started }, id: Some.OtherId).Replace("\"/api\"", "\"/other\"", StringComparison.Ordinal);
        _engine.Emit(Some.Line("start", Now(), id: Some.OtherId, name: "other"));
        _ = await _collected.NextAsync(EventTypes.PostureFinding, Some.OtherId);

        Assert.DoesNotContain(_collected.Events, made => made.Type == EventTypes.PostureFinding && made.Subject.Id == Some.Id);
    }

    [Fact]
    public async Task A_reload_of_the_engine_is_looked_into()
    {
        Start();
        _ = await _collected.NextAsync(EventTypes.CollectorStarted);
        _engine.About = ",\"LiveRestoreEnabled\":false,\"LoggingDriver\":\"local\"";
        _engine.Emit($$$"""{"Type":"daemon","Action":"reload","Actor":{"ID":"engine-1","Attributes":{"name":"box"}},"timeNano":{{{Some.Nano(Now())}}} }""");

        var change = await _collected.NextAsync(EventTypes.ChangeDaemon);
        var risk = await _collected.NextAsync(EventTypes.PostureFinding);

        Assert.Equal(["live_restore", "log_driver"], change.Attributes["change.fields"].List!);
        Assert.Equal(("live_restore_off", Subject.Daemon), (risk.Attributes["posture.check"].Text, risk.Subject.Kind));
    }

    [Fact]
    public async Task A_network_that_is_connected_is_a_change_at_the_time_of_its_event()
    {
        _engine.Containers[Some.Id] = new ConfiguredContainer().Json();
        Start();
        _ = await _collected.NextAsync(EventTypes.CollectorStarted);
        _engine.Containers[Some.Id] = new ConfiguredContainer().With("NetworkSettings.Networks.mail", "{}").Json();
        var connected = Now().AddSeconds(-1);
        _engine.Emit(Some.NetworkLine("connect", connected));
        _ = await _collected.NextAsync(EventTypes.NetworkConnect);
        _engine.CutStreams();

        var change = await _collected.NextAsync(EventTypes.ServiceChange);
        Assert.Equal(("mail", connected), (change.Attributes["change.networks.to"].Text, change.Time));
    }

    [Fact]
    public async Task Hashes_under_another_key_are_no_changes()
    {
        _engine.Containers[Some.Id] = new ConfiguredContainer().With("Config.Env", """["A=1"]""").Json();
        Start();
        _ = await _collected.NextAsync(EventTypes.CollectorStarted);
        await StopAsync();
        File.Delete(Path.Combine(_engine.DataDirectory, RedactionKey.FileName));
        Start();
        _ = await _collected.NextAsync(EventTypes.CollectorStarted);
        _engine.Emit(Some.Line("oom", Now()));
        _ = await _collected.NextAsync(EventTypes.ContainerOom);

        Assert.DoesNotContain(_collected.Events, made => made.Type == EventTypes.ServiceChange);
    }

    [Fact]
    public async Task It_says_that_it_lives_where_that_is_wanted()
    {
        await StartRunningAsync(TimeSpan.FromMilliseconds(50));
        _engine.CutStreams();
        _ = await _collected.NextAsync(EventTypes.CollectorBlind);

        var heartbeat = await _collected.NextAsync(EventTypes.CollectorHeartbeat);

        Assert.Equal(Subject.Daemon, heartbeat.Subject.Kind);
        Assert.Equal(1L, heartbeat.Attributes[AttributeNames.CollectorBlindWindows]);
        Assert.Equal(Rfc3339.Format(Started.AddMilliseconds(10)), heartbeat.Attributes[AttributeNames.CollectorLastEvent].Text);
        Assert.Equal(Rfc3339.Format(heartbeat.Time), heartbeat.Attributes[AttributeNames.CollectorClock].Text);
    }

    private static DateTimeOffset Now() => TimeProvider.System.GetUtcNow();

    private static long Code(DockerEvent made) => made.Attributes[AttributeNames.ExitCode].TryGetInteger(out var code) ? code : -1;

    private async Task StartRunningAsync(TimeSpan? heartbeat = null)
    {
        Start(heartbeat);
        _ = await _collected.NextAsync(EventTypes.CollectorStarted);
        _engine.Containers[Some.Id] = Some.Inspect(new Some.State { Running = true, Pid = 77, Started = Started });
        _engine.Emit(Some.Line("start", Started.AddMilliseconds(10)));
        _ = await _collected.NextAsync(EventTypes.ContainerStart);
    }

    private void Start(TimeSpan? heartbeat = null)
    {
        _stop = new CancellationTokenSource();
        _collected = new Collected();
        var options = new CollectorOptions(_engine.Endpoint)
        {
            DataDirectory = _engine.DataDirectory,
            Heartbeat = heartbeat,
            Notice = notice =>
            {
                if (notice.Text.Contains("the engine is away", StringComparison.Ordinal))
                {
                    _ = _engineMissed.TrySetResult();
                }
            },
        };
        _running = new HostCollector(options, TimeProvider.System).RunAsync(_collected, _stop.Token);
    }

    private async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }
}
