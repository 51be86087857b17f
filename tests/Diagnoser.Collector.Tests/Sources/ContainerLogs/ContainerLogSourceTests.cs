using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Redaction;
using Diagnoser.Collector.Sources;
using Diagnoser.Collector.Sources.ContainerLogs;
using Diagnoser.Collector.Tests.Support;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Tests.Sources.ContainerLogs;

public sealed class ContainerLogSourceTests : IAsyncDisposable
{
    private readonly FakeEngine _engine = new();
    private readonly Watched _watched;
    private readonly RecentLines _recent = new();
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly ContainerLogSource _source;

    public ContainerLogSourceTests()
    {
        _watched = new Watched(_engine, TimeProvider.System);
        _ = _watched.Context.Options.LogLiterals.Set(["connection refused"]);
        _source = new ContainerLogSource(_watched.Kit, _watched.Client, new BlindWindows(_watched.Kit.Factory, _watched.Kit.Outlet), _recent);
    }

    public async ValueTask DisposeAsync()
    {
        _source.Dispose();
        _stop.Dispose();
        _watched.Dispose();
        await _engine.DisposeAsync();
    }

    [Fact]
    public async Task Only_lines_that_rules_look_for_leave_the_host()
    {
        Writes(("all is well", 1), ("ERROR Connection refused: password=hunter2hunter2", 2), ("all is well again", 1));

        await WatchAsync(() => _watched.Collected.Waiting > 0);

        var told = await _watched.Collected.NextAsync(EventTypes.ContainerLog);
        Assert.StartsWith("ERROR Connection refused", told.Attributes[AttributeNames.LogBody].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", told.Attributes[AttributeNames.LogBody].Text, StringComparison.Ordinal);
        Assert.Equal(("stderr", "error", "api"), (told.Attributes["log.iostream"].Text, told.Attributes[AttributeNames.LogLevel].Text, told.Subject.Name));
        Assert.Equal(Some.Noon.AddSeconds(1), told.Time);
        Assert.Equal(0, _watched.Collected.Waiting);
    }

    [Fact]
    public async Task A_storm_of_the_same_is_told_in_part()
    {
        Writes([.. Enumerable.Range(0, 500).Select(n => ($"connection refused to 10.0.0.{n}", (byte)1))]);

        await WatchAsync(() => _watched.Collected.Waiting >= 20);

        Assert.Equal(20, _watched.Collected.Waiting);
    }

    [Fact]
    public async Task A_container_that_wants_its_log_for_itself_is_left_alone()
    {
        Writes(("connection refused", 1));
        _watched.Kit.Inventory.Get(Some.Id).Snapshot = Some.Snapshot(new Some.State(), labels: """{"diagnoser.logs":"off"}""");

        await WatchAsync(() => true);

        Assert.Equal(0, _source.Count);
        Assert.Equal(0, _watched.Collected.Waiting);
    }

    [Fact]
    public async Task The_last_lines_of_a_container_that_is_removed_at_its_end_are_kept_for_its_death()
    {
        _ = _watched.Context.Options.LogLiterals.Set([]);
        Writes(("about to fail", 1), ("failed", 2));
        _watched.Kit.Inventory.Get(Some.Id).Snapshot = new ContainerSnapshot(
            System.Text.Json.JsonElement.Parse(Some.Inspect(new Some.State { Running = true }, hostConfig: ",\"AutoRemove\":true")), Some.Noon);
        await WatchAsync(() => _recent.Find(Some.Id).Count == 2);
        _ = _engine.Containers.TryRemove(Some.Id, out _);

        var tail = await new LogTail(_watched.Client, new Redactor(), TimeProvider.System, _recent).ReadAsync(Some.Id, TestContext.Current.CancellationToken);

        Assert.Equal(["about to fail", "failed"], tail.Evidence!.Data.EnumerateArray().Select(line => line.GetProperty("text").GetString()));
    }

    [Fact]
    public async Task A_log_that_was_broken_off_is_read_on_behind_its_last_line()
    {
        Writes(("nothing of note", 1), ("and again", 1));

        await WatchAsync(() => _engine.LogTargets.Count >= 2);

        var targets = _engine.LogTargets.ToList();
        Assert.EndsWith($"since={Some.Nano(Some.Noon.AddSeconds(-1)) / 1_000_000_000}.000000000", targets[0], StringComparison.Ordinal);
        Assert.EndsWith($"since={Some.Nano(Some.Noon.AddSeconds(1)) / 1_000_000_000}.000000100", targets[1], StringComparison.Ordinal);
    }

    private void Writes(params (string Text, byte Stream)[] lines)
    {
        _engine.Containers[Some.Id] = Some.Inspect(new Some.State { Running = true });
        _engine.Logs[Some.Id] = [.. lines.SelectMany((line, n) => Some.LogFrame(line.Stream, $"{Rfc3339.Format(Some.Noon.AddSeconds(n))} {line.Text}\n"))];
        var container = _watched.Kit.Inventory.Get(Some.Id);
        (container.Snapshot, container.Run, container.IsAlive) = (Some.Snapshot(new Some.State { Running = true }), Some.Noon, true);
    }

    private async Task WatchAsync(Func<bool> until)
    {
        var watching = _source.RunAsync(Some.Noon.AddMinutes(-1), _stop.Token);
        await Until.TrueAsync(until);
        await _stop.CancelAsync();
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);
    }
}
