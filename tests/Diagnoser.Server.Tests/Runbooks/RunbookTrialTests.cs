using Diagnoser.Contracts;
using Diagnoser.Server.Bus;
using Diagnoser.Server.Hosting;
using Diagnoser.Server.Runbooks;
using Diagnoser.Server.Telemetry;
using Diagnoser.Server.Tests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Diagnoser.Server.Tests.Runbooks;

/// <summary>What is used of files with an error: one policy for a start and a reload.</summary>
public sealed class RunbookTrialTests : IDisposable
{
    private readonly RuleFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(Some.Noon);
    private readonly StringWriter _log = new();
    private readonly ILoggerFactory _logging;
    private readonly Readiness _readiness = new();
    private readonly Signal _asked = new();

    public RunbookTrialTests() => _logging = LineLoggerProvider.Factory(_log, _clock, dated: false, target: null);

    public void Dispose()
    {
        _asked.Dispose();
        _logging.Dispose();
        _log.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_new_rule_that_names_an_unknown_one_is_used_without_that_and_a_changed_one_keeps_its_version()
    {
        _ = _folder.Write("a.yaml", RuleFolder.Rule("a"));
        var (runbooks, watch) = Watch();

        _ = _folder.Write("a.yaml", RuleFolder.Rule("a", 9) + "suppresses: [ghost]\n").Write("b.yaml", RuleFolder.Rule("b", 8) + "refines: [ghost]\n");
        Settle(watch);

        Assert.Equal(["a", "b"], Ids(runbooks));
        Assert.Empty(runbooks.Rules.Find("a")!.Suppresses);
        Assert.Matches("a.yaml:[0-9:]+ error: suppresses: there is no rule 'ghost'.*; keeps the version of 12:00:00\n", _log.ToString());
        Assert.Matches("b.yaml:[0-9:]+ error: refines: there is no rule 'ghost'.*; what is right of it is used\n", _log.ToString());
        Assert.Contains("b.yaml", _readiness.Parts["runbooks"].Warning, StringComparison.Ordinal);
        Assert.Equal(2, runbooks.Broken.Sum(b => b.Files));
    }

    [Fact]
    public void New_rules_that_hide_each_other_are_used_without_that_as_at_a_start()
    {
        _ = _folder.Write("a.yaml", RuleFolder.Rule("a"));
        var (runbooks, watch) = Watch();

        _ = _folder.Write("b.yaml", RuleFolder.Rule("b", 8) + "refines: [c, a]\n").Write("c.yaml", RuleFolder.Rule("c", 9) + "suppresses: [b]\n");
        Settle(watch);

        var started = _folder.Load(_clock.GetUtcNow());
        Assert.Equal(["a", "b", "c"], Ids(runbooks));
        Assert.Equal(started.Rules.Rules.Select(r => (r.Id, r.Refines.Count, r.Suppresses.Count)), runbooks.Rules.Rules.Select(r => (r.Id, r.Refines.Count, r.Suppresses.Count)));
        Assert.Equal([_folder.At("b.yaml"), _folder.At("c.yaml")], runbooks.Broken.Select(b => b.Path));
        Assert.All(runbooks.Broken, b => Assert.False(b.IsOlder));
    }

    [Fact]
    public void A_rule_in_use_in_part_has_no_version_to_keep_but_is_not_lost_either()
    {
        _ = _folder.Write("a.yaml", RuleFolder.Rule("a") + "refines: [ghost]\n");
        var (runbooks, watch) = Watch();

        _ = _folder.Write("a.yaml", RuleFolder.Rule("a", 9) + "refines: [ghost]\n");
        Settle(watch);
        Assert.Contains("1 rule changed (a)", _log.ToString(), StringComparison.Ordinal);
        var changed = runbooks.Rules.Find("a");

        _ = _folder.Write("a.yaml", "rule: [\n");
        Settle(watch);
        Assert.Same(changed, runbooks.Rules.Find("a"));
        Assert.Contains("; keeps the version of 12:00:00\n", _log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_new_file_of_overrides_what_is_right_is_used()
    {
        _ = _folder.Write("a.yaml", RuleFolder.Rule("a"));
        var (runbooks, watch) = Watch();

        _ = _folder.Write("overrides/mine.yaml", "override: a\nseverity: critical\n---\noverride: ghost\nseverity: info\n").Write("overrides/torn.yaml", "override: [\n");
        Settle(watch);

        Assert.Equal(Severity.Critical, runbooks.Rules.Find("a")!.Severity);
        Assert.Matches("mine.yaml:4:.* there is no rule 'ghost'.*; what is right of it is used\n", _log.ToString());
        Assert.Matches("torn.yaml:.*; left out\n", _log.ToString());
    }

    [Theory]
    [InlineData("overrides/1.yaml")]
    [InlineData("overrides/9.yaml")]
    public void A_new_override_takes_nothing_from_one_in_use(string path)
    {
        _ = _folder.Write("a.yaml", RuleFolder.Rule("a")).Write("overrides/5.yaml", "override: a\nseverity: critical\n");
        var (runbooks, watch) = Watch();

        _ = _folder.Write(path, "override: a\nseverity: info\n");
        Settle(watch);

        Assert.Equal(Severity.Critical, runbooks.Rules.Find("a")!.Severity);
        Assert.Matches(path + ":2:.* is set for 'a' by .*5.yaml:2 too.*; left out\n", _log.ToString());
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
