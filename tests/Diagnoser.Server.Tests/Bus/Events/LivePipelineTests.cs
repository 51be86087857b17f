using Diagnoser.Contracts;
using Diagnoser.Server.Bus.Events;
using Diagnoser.Server.Cli.Output;
using Diagnoser.Server.Runbooks;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace Diagnoser.Server.Tests.Bus.Events;

public sealed class LivePipelineTests : IAsyncDisposable
{
    private readonly StoreFolder _store = new();
    private readonly RuleFolder _rules = new();
    private readonly FakeTimeProvider _clock = new(Some.Noon);
    private readonly StringWriter _out = new();
    private readonly List<string> _told = [];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _out.DisposeAsync();
        _rules.Dispose();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task Rules_change_while_events_flow_and_nothing_is_lost_or_said_twice()
    {
        _ = _rules.Write("changed.yaml", RuleFolder.Rule("changed")).Write("counts.yaml", RuleFolder.CountRule("counts")).Write("goes.yaml", RuleFolder.Rule("goes", 9));
        var (runbooks, pipeline) = await BeginAsync();

        await EndAsync(pipeline, ("a", 7), ("loop", 1), ("g", 9));
        await EndAsync(pipeline, ("loop", 1));

        // Its verdict and the count are still open when the rules change.
        await pipeline.Current.TakeAsync([Some.Die("late", 8, _clock.GetUtcNow())], [], Cancelled);
        File.Delete(_rules.At("goes.yaml"));
        _ = _rules.Write("changed.yaml", RuleFolder.Rule("changed", 8, "fell")).Write("new.yaml", RuleFolder.Rule("new", 10));
        _ = runbooks.Take(RunbookFolder.Collect(runbooks.Paths, runbooks.Taken), _clock.GetUtcNow());
        await pipeline.RefreshAsync(Cancelled);
        await EndAsync(pipeline, ("loop", 1), ("b", 7), ("h", 9), ("n", 10), ("c", 8));

        Assert.Equal(
            ["changed: a ended with 7 on web-3", "changed: c fell with 8 on web-3", "changed: late fell with 8 on web-3", "counts: loop ended with 1 on web-3", "goes: g ended with 9 on web-3", "new: n ended with 10 on web-3"],
            (await _store.Store.DiagnosesAsync(new DiagnosisQuery(), Cancelled)).Select(Line).Order(StringComparer.Ordinal));
        Assert.Equal(6, Said().Count);
        Assert.Equal(6, (await _store.Store.LeaseOutboxAsync(_clock.GetUtcNow(), TimeSpan.FromSeconds(1), 100, Cancelled)).Count);
        Assert.Equal(10, (await _store.Store.EventsAsync(new EventQuery(), Cancelled)).Count(e => e.Exit is not null));
        Assert.Equal(10, _out.ToString().Split('\n').Count(l => l.Contains("\"exit\":", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_rule_that_now_speaks_otherwise_does_not_repeat_what_it_said()
    {
        _ = _rules.Write("a.yaml", RuleFolder.Rule("a"));
        var (runbooks, pipeline) = await BeginAsync();
        await EndAsync(pipeline, ("x", 7));

        _ = _rules.Write("a.yaml", RuleFolder.Rule("a", summary: "fell"));
        _ = runbooks.Take(RunbookFolder.Collect(runbooks.Paths, runbooks.Taken), _clock.GetUtcNow());
        await pipeline.RefreshAsync(Cancelled);
        await EndAsync(pipeline, ("y", 7));

        Assert.Equal(["a: x ended with 7 on web-3", "a: y fell with 7 on web-3"], Said());
    }

    [Fact]
    public async Task What_a_rule_said_stands_although_it_would_not_say_it_any_more()
    {
        _ = _rules.Write("a.yaml", Loose("a", 7));
        var (runbooks, pipeline) = await BeginAsync();
        await EndAsync(pipeline, ("x", 7));

        _ = _rules.Write("a.yaml", Loose("a", 8));
        _ = runbooks.Take(RunbookFolder.Collect(runbooks.Paths, runbooks.Taken), _clock.GetUtcNow());
        await pipeline.RefreshAsync(Cancelled);
        _clock.Advance(TimeSpan.FromHours(1));
        await EndAsync(pipeline, ("x", 8));

        Assert.Equal(["a: x ended with 7 on web-3", "a: x ended with 8 on web-3"], Said());
        var kept = await _store.Store.DiagnosesAsync(new DiagnosisQuery(), Cancelled);
        Assert.All(kept, d => Assert.Null(d.HiddenBy));
        Assert.Equal(2, kept.DistinctBy(d => d.RuleVersion).Count());

        // All runs of a container are one key, so that what comes later is looked at together with what was said.
        static string Loose(string id, int code) => RuleFolder.Rule(id, code).Replace("by: [container.run]", "by: [container.id]", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_that_have_not_changed_keep_the_engine()
    {
        _ = _rules.Write("a.yaml", RuleFolder.Rule("a"));
        var (runbooks, pipeline) = await BeginAsync();
        var before = pipeline.Current;

        _ = runbooks.Take(RunbookFolder.Collect(runbooks.Paths, runbooks.Taken), _clock.GetUtcNow());
        await pipeline.RefreshAsync(Cancelled);

        Assert.Same(before, pipeline.Current);
    }

    [Fact]
    public async Task While_the_store_cannot_be_read_the_old_rules_go_on_and_that_is_told_once()
    {
        _ = _rules.Write("a.yaml", RuleFolder.Rule("a"));
        var (runbooks, pipeline) = await BeginAsync();
        var before = pipeline.Current;
        _ = _rules.Write("a.yaml", RuleFolder.Rule("a", 8));
        _ = runbooks.Take(RunbookFolder.Collect(runbooks.Paths, runbooks.Taken), _clock.GetUtcNow());

        await ExecuteAsync("ALTER TABLE event RENAME TO away");
        for (var i = 0; i < 3; i++)
        {
            await pipeline.RefreshAsync(Cancelled);
            _clock.Advance(TimeSpan.FromSeconds(2));
        }

        Assert.Same(before, pipeline.Current);
        Assert.Contains("the rules go on as they were", Assert.Single(_told), StringComparison.Ordinal);

        await ExecuteAsync("ALTER TABLE away RENAME TO event");
        await pipeline.RefreshAsync(Cancelled);

        Assert.NotSame(before, pipeline.Current);
        Assert.Equal("runbooks: the changed rules work now", _told[^1]);
    }

    private async Task<(RunbooksInUse Runbooks, LivePipeline Pipeline)> BeginAsync()
    {
        var runbooks = _rules.Load(_clock.GetUtcNow());
        var keeper = new TolerantKeeper(_store.Store, () => { }, _told.Add);
        var times = new HostTimes(_clock, TimeSpan.FromSeconds(5), TimeSpan.Zero);
        var pipeline = new LivePipeline(_store.Store, runbooks, keeper, times, new Report(new JsonPrinter(_out)), _clock, _told.Add);
        _ = await pipeline.BeginAsync(Cancelled);
        return (runbooks, pipeline);
    }

    private async Task ExecuteAsync(string command)
    {
        await using var connection = new SqliteConnection($"Data Source={_store.Store.Description};Pooling=False");
        await connection.OpenAsync(Cancelled);
        await using var statement = connection.CreateCommand();
        statement.CommandText = command;
        _ = await statement.ExecuteNonQueryAsync(Cancelled);
    }

    private async Task EndAsync(LivePipeline pipeline, params IReadOnlyList<(string Container, int Code)> ends)
    {
        foreach (var (container, code) in ends)
        {
            var at = _clock.GetUtcNow();
            await pipeline.Current.TakeAsync([Some.Die(container, code, at) with { Run = new RunRef(at.AddSeconds(-1)) }], [], Cancelled);
            _clock.Advance(TimeSpan.FromSeconds(3));
            await pipeline.Current.AdvanceAsync(TimeSpan.Zero, Cancelled);
        }
    }

    private IReadOnlyList<string> Said() =>
    [
        .. _out.ToString().Split('\n').Where(l => l.Contains("\"summary\":", StringComparison.Ordinal))
            .Select(l => Line(System.Text.Json.JsonSerializer.Deserialize(l, ContractsJson.Default.Diagnosis)!)),
    ];

    private static string Line(Diagnosis diagnosis) => $"{diagnosis.Rule}: {diagnosis.Summary}";
}
