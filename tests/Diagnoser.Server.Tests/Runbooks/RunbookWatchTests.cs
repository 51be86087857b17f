using Diagnoser.Contracts;
using Diagnoser.Server.Bus;
using Diagnoser.Server.Hosting;
using Diagnoser.Server.Runbooks;
using Diagnoser.Server.Telemetry;
using Diagnoser.Server.Tests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Diagnoser.Server.Tests.Runbooks;

public sealed class RunbookWatchTests : IDisposable
{
    private static readonly string Broken = RuleFolder.Rule("b").Replace("severity: warning", "severity: loud", StringComparison.Ordinal);

    private readonly RuleFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(Some.Noon);
    private readonly StringWriter _log = new();
    private readonly ILoggerFactory _logging;
    private readonly Readiness _readiness = new();
    private readonly Signal _asked = new();

    public RunbookWatchTests() => _logging = LineLoggerProvider.Factory(_log, _clock, dated: false, target: null);

    public void Dispose()
    {
        _asked.Dispose();
        _logging.Dispose();
        _log.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_changed_an_added_and_a_removed_rule_are_taken_and_said()
    {
        _ = _folder.Write("a.yaml", RuleFolder.Rule("a")).Write("b.yaml", RuleFolder.Rule("b", 8)).Write("c.yaml", RuleFolder.Rule("c", 9));
        var (runbooks, watch) = Watch();
        var before = runbooks.Rules;

        File.Delete(_folder.At("b.yaml"));
        _ = _folder.Write("a.yaml", RuleFolder.Rule("a", summary: "fell")).Write("new/d.yaml", RuleFolder.Rule("d", 10));
        Settle(watch);

        Assert.Equal(["a", "c", "d"], Ids(runbooks));
        Assert.NotSame(before, runbooks.Rules);
        Assert.Equal("diagnoser: runbooks: 1 rule changed (a), 1 added (d), 1 removed (b)\n", _log.ToString());
        Assert.Equal("ok", _readiness.Parts["runbooks"].Text);
    }

    [Fact]
    public void Nothing_is_taken_before_it_has_stood_for_another_look()
    {
        _ = _folder.Write("a.yaml", RuleFolder.Rule("a"));
        var (runbooks, watch) = Watch();

        _ = _folder.Write("b.yaml", "rule: b\n");
        watch.Look();
        _ = _folder.Write("b.yaml", RuleFolder.Rule("b", 8));
        watch.Look();
        Assert.Equal(["a"], Ids(runbooks));
        watch.Look();

        Assert.Equal(["a", "b"], Ids(runbooks));
        Assert.DoesNotContain("error", _log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_stands_as_it_did_is_no_change()
    {
        _ = _folder.Write("a.yaml", RuleFolder.Rule("a"));
        var (runbooks, watch) = Watch();
        var before = runbooks.Rules;

        File.SetLastWriteTimeUtc(_folder.At("a.yaml"), Some.Noon.UtcDateTime);
        _ = _folder.Write("readme.md", "text");
        Settle(watch);

        Assert.Same(before, runbooks.Rules);
        Assert.Empty(_log.ToString());
    }

    [Fact]
    public void A_change_of_the_same_length_at_the_same_time_is_seen()
    {
        _ = _folder.Write("a.yaml", RuleFolder.Rule("a"));
        var (runbooks, watch) = Watch();
        var time = File.GetLastWriteTimeUtc(_folder.At("a.yaml"));

        _ = _folder.Write("a.yaml", RuleFolder.Rule("a", 8));
        File.SetLastWriteTimeUtc(_folder.At("a.yaml"), time);
        Settle(watch);

        Assert.Contains("1 rule changed (a)", _log.ToString(), StringComparison.Ordinal);
        Assert.Equal(["a"], Ids(runbooks));
    }

    [Fact]
    public void A_broken_file_keeps_the_version_in_use_while_the_others_change()
    {
        _ = _folder.Write("a.yaml", RuleFolder.Rule("a")).Write("b.yaml", RuleFolder.Rule("b", 8));
        var (runbooks, watch) = Watch();

        _clock.Advance(TimeSpan.FromMinutes(5));
        _ = _folder.Write("a.yaml", RuleFolder.Rule("a", summary: "fell")).Write("b.yaml", Broken);
        Settle(watch);

        Assert.Equal(["a", "b"], Ids(runbooks));
        Assert.Contains("runbooks: 1 rule changed (a)\n", _log.ToString(), StringComparison.Ordinal);
        Assert.Contains($"{_folder.At("b.yaml")}:3:11: error: ", _log.ToString(), StringComparison.Ordinal);
        Assert.Contains("; keeps the version of 12:00:00\n", _log.ToString(), StringComparison.Ordinal);
        var part = _readiness.Parts["runbooks"];
        Assert.Null(part.Problem);
        Assert.Contains("b.yaml:3:11: error: ", part.Warning, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_broken_still_is_said_once_and_that_it_is_mended_too()
    {
        _ = _folder.Write("a.yaml", RuleFolder.Rule("a")).Write("b.yaml", RuleFolder.Rule("b", 8));
        var (runbooks, watch) = Watch();
        _ = _folder.Write("b.yaml", Broken);
        Settle(watch);
        _ = _log.GetStringBuilder().Clear();

        _ = _folder.Write("a.yaml", RuleFolder.Rule("a", 9));
        Settle(watch);
        Assert.DoesNotContain("b.yaml", _log.ToString(), StringComparison.Ordinal);
        Assert.NotNull(_readiness.Parts["runbooks"].Warning);

        _ = _folder.Write("b.yaml", RuleFolder.Rule("b", 10));
        Settle(watch);
        Assert.EndsWith($"diagnoser: runbooks: 1 rule changed (b)\ndiagnoser: runbooks: no longer broken: {_folder.At("b.yaml")}\n", _log.ToString(), StringComparison.Ordinal);
        Assert.Equal(PartState.Good, _readiness.Parts["runbooks"]);
        Assert.Equal(["a", "b"], Ids(runbooks));
    }

    [Fact]
    public void A_version_of_another_day_has_its_date()
    {
        _ = _folder.Write("a.yaml", RuleFolder.Rule("a"));
        var (_, watch) = Watch();

        _clock.Advance(TimeSpan.FromDays(2));
        _ = _folder.Write("a.yaml", Broken);
        Settle(watch);

        Assert.Contains("; keeps the version of 2026-11-23 12:00:00Z\n", _log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_broken_file_is_left_out_until_it_is_gone_or_mended()
    {
        _ = _folder.Write("a.yaml", RuleFolder.Rule("a"));
        var (runbooks, watch) = Watch();
        var before = runbooks.Rules;

        _ = _folder.Write("b.yaml", Broken);
        Settle(watch);

        Assert.Same(before, runbooks.Rules);
        Assert.Contains("; left out\n", _log.ToString(), StringComparison.Ordinal);
        File.Delete(_folder.At("b.yaml"));
        Settle(watch);
        Assert.Empty(runbooks.Broken);
    }

    [Fact]
    public void A_renamed_file_changes_no_rule()
    {
        _ = _folder.Write("a.yaml", RuleFolder.Rule("a"));
        var (runbooks, watch) = Watch();
        var before = runbooks.Rules;

        File.Move(_folder.At("a.yaml"), _folder.At("z.yaml"));
        Settle(watch);

        Assert.Same(before, runbooks.Rules);
        Assert.Empty(_log.ToString());
        _ = _folder.Write("z.yaml", RuleFolder.Rule("a", 8));
        Settle(watch);
        Assert.Contains("1 rule changed (a)", _log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_that_leads_elsewhere_is_followed()
    {
        _ = _folder.Write("..data-1/a.yaml", RuleFolder.Rule("a")).Write("..data-2/a.yaml", RuleFolder.Rule("a", 8)).Write("..data-2/b.yaml", RuleFolder.Rule("b", 9));
        _ = Directory.CreateSymbolicLink(_folder.At("..data"), "..data-1");
        _ = File.CreateSymbolicLink(_folder.At("a.yaml"), "..data/a.yaml");
        var (runbooks, watch) = Watch();
        Assert.Equal(["a"], Ids(runbooks));

        // As Kubernetes does it: the files are links through one link, which is exchanged.
        Directory.Delete(_folder.At("..data"));
        _ = Directory.CreateSymbolicLink(_folder.At("..data"), "..data-2");
        _ = File.CreateSymbolicLink(_folder.At("b.yaml"), "..data/b.yaml");
        Settle(watch);

        Assert.Equal(["a", "b"], Ids(runbooks));
        Assert.Equal("diagnoser: runbooks: 1 rule changed (a), 1 added (b)\n", _log.ToString());
    }

    [Fact]
    public void A_link_that_leads_nowhere_and_a_folder_that_is_not_there_delete_nothing()
    {
        _ = _folder.Write(".away/a.yaml", RuleFolder.Rule("a")).Write("b.yaml", RuleFolder.Rule("b", 8));
        _ = File.CreateSymbolicLink(_folder.At("a.yaml"), ".away/a.yaml");
        var (runbooks, watch) = Watch();

        Directory.Move(_folder.At(".away"), _folder.At(".gone"));
        Settle(watch);
        Assert.Equal(["a", "b"], Ids(runbooks));
        Assert.Contains("a.yaml:1:1: error: the file cannot be read", _log.ToString(), StringComparison.Ordinal);

        Directory.Move(_folder.Path, _folder.Path + "-moved");
        Settle(watch);
        Directory.Move(_folder.Path + "-moved", _folder.Path);
        Assert.Equal(["a", "b"], Ids(runbooks));
        Assert.Contains("there is no such folder or file", _readiness.Parts["runbooks"].Warning, StringComparison.Ordinal);
        Assert.Contains("its 2 files stay in use", _readiness.Parts["runbooks"].Warning, StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_rule_stays_in_use()
    {
        _ = _folder.Write("a.yaml", RuleFolder.Rule("a"));
        var (runbooks, watch) = Watch();

        File.Delete(_folder.At("a.yaml"));
        _ = _folder.Write("b.yaml", Broken);
        Settle(watch);

        Assert.Equal(["a"], Ids(runbooks));
        Assert.Contains("no rule would be left", _log.ToString(), StringComparison.Ordinal);
        Assert.Contains("b.yaml:3:11: error: ", _log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_id_belongs_to_the_file_that_had_it()
    {
        _ = _folder.Write("b.yaml", RuleFolder.Rule("taken"));
        var (runbooks, watch) = Watch();
        var before = runbooks.Rules;

        _ = _folder.Write("a.yaml", RuleFolder.Rule("taken", 8));
        Settle(watch);

        Assert.Same(before, runbooks.Rules);
        Assert.Contains("a.yaml:1:7: error: rule: the id 'taken' is taken by ", _log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_file_does_not_break_those_that_name_its_rule()
    {
        _ = _folder.Write("a.yaml", RuleFolder.Rule("a")).Write("b.yaml", RuleFolder.Rule("b", 8));
        var (runbooks, watch) = Watch();

        _ = _folder.Write("a.yaml", "rule: [\n").Write("b.yaml", RuleFolder.Rule("b", 8) + "refines: [a]\n").Write("c.yaml", RuleFolder.Rule("c", 9) + "refines: [a]\n");
        Settle(watch);

        Assert.Equal(["a", "b", "c"], Ids(runbooks));
        Assert.Equal(_folder.At("a.yaml"), Assert.Single(runbooks.Broken).Path);
        Assert.Equal(["a"], runbooks.Rules.Find("b")!.Refines);
    }

    [Fact]
    public void A_rule_whose_neighbour_was_removed_is_used_all_the_same_and_said()
    {
        _ = _folder.Write("a.yaml", RuleFolder.Rule("a")).Write("b.yaml", RuleFolder.Rule("b", 8) + "refines: [a]\n");
        var (runbooks, watch) = Watch();

        File.Delete(_folder.At("a.yaml"));
        Settle(watch);

        Assert.Equal(["b"], Ids(runbooks));
        Assert.Contains("there is no rule 'a'", _log.ToString(), StringComparison.Ordinal);
        Assert.Contains("; what is right of it is used\n", _log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_that_would_hide_each_other_stay_as_they_are()
    {
        _ = _folder.Write("a.yaml", RuleFolder.Rule("a") + "refines: [b]\n").Write("b.yaml", RuleFolder.Rule("b", 8));
        var (runbooks, watch) = Watch();

        _ = _folder.Write("b.yaml", RuleFolder.Rule("b", 8) + "refines: [a]\n");
        Settle(watch);

        Assert.Equal(_folder.At("b.yaml"), Assert.Single(runbooks.Broken).Path);
        Assert.Empty(runbooks.Rules.Find("b")!.Refines);
    }

    [Fact]
    public void An_override_is_a_version_too_and_ends_with_its_day()
    {
        const string Override = "override: a\nseverity: critical\nuntil: 2026-11-23\n";
        _ = _folder.Write("a.yaml", RuleFolder.Rule("a")).Write("b.yaml", RuleFolder.Rule("b", 8));
        var (runbooks, watch) = Watch();

        _ = _folder.Write("overrides/mine.yaml", Override);
        Settle(watch);
        Assert.Equal("diagnoser: runbooks: 1 rule changed (a)\n", _log.ToString());
        Assert.Equal(Severity.Critical, runbooks.Rules.Find("a")!.Severity);

        _ = _folder.Write("overrides/mine.yaml", Override + "severty: info\n");
        Settle(watch);
        Assert.Equal(Severity.Critical, runbooks.Rules.Find("a")!.Severity);
        Assert.Contains("mine.yaml:4:1: error: ", _readiness.Parts["runbooks"].Warning, StringComparison.Ordinal);

        _ = _folder.Write("overrides/mine.yaml", Override);
        Settle(watch);
        _clock.Advance(TimeSpan.FromDays(1));
        watch.Look();
        Assert.Equal(Severity.Warning, runbooks.Rules.Find("a")!.Severity);
    }

    [Fact]
    public void Metrics_say_how_many_rules_there_are_how_many_files_are_broken_and_how_reloads_went()
    {
        _ = _folder.Write("a.yaml", RuleFolder.Rule("a")).Write("b.yaml", RuleFolder.Rule("b", 8));
        var (_, watch) = Watch();
        using var heard = new Heard();

        _ = _folder.Write("b.yaml", Broken).Write("c.yaml", RuleFolder.Rule("c", 9));
        Settle(watch);
        Assert.Equal(["diagnoser_rules_reloads_total 1 applied_in_part", "diagnoser_rules 3", "diagnoser_overrides_ended 0", "diagnoser_runbooks_broken 1"], heard.Take());

        _ = _folder.Write("d.yaml", Broken);
        Settle(watch);
        Assert.Equal(["diagnoser_rules_reloads_total 1 refused", "diagnoser_rules 3", "diagnoser_overrides_ended 0", "diagnoser_runbooks_broken 2"], heard.Take());

        File.Delete(_folder.At("d.yaml"));
        _ = _folder.Write("b.yaml", RuleFolder.Rule("b", 8));
        Settle(watch);
        Assert.Equal(["diagnoser_rules_reloads_total 1 applied", "diagnoser_rules 3", "diagnoser_overrides_ended 0", "diagnoser_runbooks_broken 0"], heard.Take());
    }

    [Fact]
    public void A_metric_says_how_many_overrides_have_ended()
    {
        _ = _folder.Write("a.yaml", RuleFolder.Rule("a")).Write("b.yaml", RuleFolder.Rule("b", 8))
            .Write("overrides/mine.yaml", "override: a\nseverity: critical\nuntil: 2026-11-23\n").Write("overrides/yours.yaml", "override: b\nseverity: critical\n");
        var (_, watch) = Watch();
        using var heard = new Heard();

        _clock.Advance(TimeSpan.FromDays(1));
        watch.Look();
        Assert.Contains("diagnoser_overrides_ended 1", heard.Take());

        File.Delete(_folder.At("overrides/mine.yaml"));
        Settle(watch);
        Assert.Contains("diagnoser_overrides_ended 0", heard.Take());
    }

    [Fact]
    public async Task It_looks_every_two_seconds_and_ends_when_told()
    {
        _ = _folder.Write("a.yaml", RuleFolder.Rule("a")).Write("b.yaml", Broken);
        var (runbooks, watch) = Watch();
        using var stop = new CancellationTokenSource();
        var running = watch.RunAsync(stop.Token);
        Assert.Contains("b.yaml:3:11", _readiness.Parts["runbooks"].Warning, StringComparison.Ordinal);

        _ = _folder.Write("b.yaml", RuleFolder.Rule("b", 8));
        var looks = 0;
        for (; runbooks.Rules.Find("b") is null; looks++)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            _clock.Advance(RunbookWatch.Period);
            await Task.Yield();
        }

        Assert.True(looks >= 2);
        await stop.CancelAsync();
        await running;
    }

    private (RunbooksInUse Runbooks, RunbookWatch Watch) Watch()
    {
        var runbooks = _folder.Load(_clock.GetUtcNow());
        return (runbooks, new RunbookWatch(runbooks, _asked, _readiness, _clock, _logging.CreateLogger<RunbookWatch>()));
    }

    private static void Settle(RunbookWatch watch)
    {
        watch.Look();
        watch.Look();
    }

    private static IEnumerable<string> Ids(RunbooksInUse runbooks) => runbooks.Rules.Rules.Select(r => r.Id);
}
