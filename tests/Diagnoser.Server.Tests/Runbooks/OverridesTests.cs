using Diagnoser.Contracts;
using Diagnoser.Engine.Rules;
using Diagnoser.Server.Runbooks;

namespace Diagnoser.Server.Tests.Runbooks;

/// <summary>Local tuning in <c>overrides</c> folders.</summary>
public sealed class OverridesTests : IDisposable
{
    private static readonly DateOnly Today = new(2026, 5, 1);
    private readonly string _folder = Directory.CreateTempSubdirectory("diagnoser-overrides-").FullName;

    public OverridesTests() => Write("resources/oom.yaml", Yaml.Oom);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_an_override_sets_is_in_force_and_the_rest_stays()
    {
        Write("overrides/mine.yaml", """
            override: oom-killed-memory-limit
            severity: info
            owner: shop
            exceptions:
              - { name: batch jobs, where: { container.label.job: batch } }
            fixes:
              raise-limit-live: { risk: high, title: Ask the owner }
            incident: { cooldown: 2h }
            reason: known
            """);

        var loaded = RunbookFolder.Load(_folder, Today);
        Assert.Empty(loaded.Findings);
        var rule = loaded.Set!.Rules.Single();
        var fix = rule.Fixes.Single();

        Assert.Equal((Severity.Info, "shop", "batch jobs"), (rule.Severity, rule.Owner, rule.Exceptions.Single().Name));
        Assert.Equal(("high", "Ask the owner", 2.0), (fix.Risk, fix.Title.Source, rule.Incident.Cooldown.TotalHours));
        Assert.StartsWith("docker update", fix.Command!.Source, StringComparison.Ordinal);
        Assert.Equal(Severity.Critical, loaded.Rules.Single().Severity);
    }

    [Fact]
    public void Every_change_is_named_with_its_place()
    {
        Write("resources/overrides/mine.yaml", """
            - override: oom-killed-memory-limit
              severity: info
            - override: oom-killed-memory-limit
              exceptions: [{ name: batch, where: { container.label.job: batch } }]
              fixes: { raise-limit-live: { enabled: false } }
            """);

        var rule = RunbookFolder.Load(_folder).InForce.Single();

        Assert.Equal(
            ["severity: critical → info 2", "exceptions:  → + batch 4", "fixes.raise-limit-live.enabled:  → false 5"],
            rule.Changes.Select(c => $"{c.Key}: {c.From} → {c.To} {c.Line}"));
        Assert.All(rule.Changes, c => Assert.EndsWith("resources/overrides/mine.yaml", c.File, StringComparison.Ordinal));
        Assert.Empty(rule.Rule.Fixes);
        Assert.Single(rule.Written.Fixes);
    }

    [Fact]
    public void A_disabled_rule_is_not_used_and_rules_may_still_name_it()
    {
        Write("resources/other.yaml", Yaml.Oom.Replace("oom-killed-memory-limit", "other", StringComparison.Ordinal)
            .Replace("owner: platform-sre", "refines: [oom-killed-memory-limit]", StringComparison.Ordinal));
        Write("overrides/off.yaml", "override: oom-killed-memory-limit\nenabled: false\n");

        var loaded = RunbookFolder.Load(_folder);

        Assert.Empty(loaded.Findings);
        Assert.Equal(["other"], loaded.Set!.Rules.Select(r => r.Id));
        Assert.False(loaded.InForce.Single(r => r.Written.Id == "oom-killed-memory-limit").IsEnabled);
    }

    [Fact]
    public void The_order_of_files_and_documents_does_not_matter()
    {
        const string severity = "override: oom-killed-memory-limit\nseverity: info\n";
        const string owner = "override: oom-killed-memory-limit\nowner: shop\n";
        Write("overrides/a.yaml", severity);
        Write("overrides/b.yaml", owner);
        var first = RunbookFolder.Load(_folder).Set!.Rules.Single();
        Write("overrides/b.yaml", $"{owner}---\n{severity}");
        File.Delete(Path.Combine(_folder, "overrides/a.yaml"));
        var second = RunbookFolder.Load(_folder).Set!.Rules.Single();

        Assert.Equal((Severity.Info, "shop"), (first.Severity, first.Owner));
        Assert.Equal((Severity.Info, "shop"), (second.Severity, second.Owner));
    }

    [Fact]
    public void Two_that_set_the_same_are_an_error_that_names_both_and_neither_is_used()
    {
        Write("overrides/a.yaml", "override: oom-killed-memory-limit\nseverity: info\n");
        Write("overrides/b.yaml", "override: oom-killed-memory-limit\nowner: shop\nseverity: warning\n");

        var loaded = RunbookFolder.Load(_folder);
        var finding = loaded.Findings.Single().ToString();

        Assert.Contains("overrides/b.yaml:3:1: error: severity: is set for 'oom-killed-memory-limit' by ", finding, StringComparison.Ordinal);
        Assert.Contains("overrides/a.yaml:2 too", finding, StringComparison.Ordinal);
        Assert.Null(loaded.Set);
        Assert.Equal(Severity.Critical, loaded.InForce.Single().Rule.Severity);
    }

    [Fact]
    public void Exceptions_of_several_are_added()
    {
        Write("overrides/a.yaml", "override: oom-killed-memory-limit\nexceptions: [{ name: a, where: { container.name: a } }]\n");
        Write("overrides/b.yaml", "override: oom-killed-memory-limit\nexceptions: [{ name: b, where: { container.name: b } }]\n");

        Assert.Equal(["a", "b"], RunbookFolder.Load(_folder).Set!.Rules.Single().Exceptions.Select(e => e.Name));
    }

    [Theory]
    [InlineData("override: oom-killed-memory-limits\nenabled: false", "1:11: error: override: there is no rule 'oom-killed-memory-limits'; did you mean 'oom-killed-memory-limit'?")]
    [InlineData("override: oom-killed-memory-limit\nseverty: info", "2:1: error: severty: unknown key 'severty'; did you mean 'severity'? (allowed: override, enabled,")]
    [InlineData("override: oom-killed-memory-limit\nseverity: urgent", "2:11: error: severity: 'urgent' is not one of critical, warning, info")]
    [InlineData("override: oom-killed-memory-limit\nstatus: stabel", "2:9: error: status: 'stabel' is not one of experimental, test, stable, deprecated; did you mean 'stable'?")]
    [InlineData("override: oom-killed-memory-limit\nenabled: no", "2:10: error: enabled: is true or false, found 'no'")]
    [InlineData("override: oom-killed-memory-limit\nuntil: tomorrow\nenabled: false", "2:8: error: until: 'tomorrow' is not a day such as 2026-12-31")]
    [InlineData("override: oom-killed-memory-limit\nexceptions: [{ name: x, where: { container.nam: x } }]", "2:34: error: exceptions.where.container.nam: ")]
    [InlineData("override: oom-killed-memory-limit\nfixes: { raise-limit-liv: { enabled: false } }", "2:10: error: fixes: the rule has no fix 'raise-limit-liv'; did you mean 'raise-limit-live'? (it has raise-limit-live")]
    [InlineData("override: oom-killed-memory-limit\nfixes: { raise-limit-live: { risks: low } }", "2:30: error: fixes.raise-limit-live.risks: unknown key 'risks'; did you mean 'risk'?")]
    [InlineData("override: oom-killed-memory-limit\nfixes: { raise-limit-live: { risk: tiny } }", "2:36: error: fixes.risk: 'tiny' is not one of none, low, medium, high")]
    [InlineData("override: oom-killed-memory-limit\nfixes: { raise-limit-live: { title: \"${{ lmit }}\" } }", "2:42: error: fixes.title: at character 5: unknown name 'lmit'; did you mean 'limit'?")]
    [InlineData("override: oom-killed-memory-limit\nincident: { cooldown: 2x }", "2:23: error: incident.cooldown: '2x' is not a duration")]
    [InlineData("override: oom-killed-memory-limit\nincident: { cooldwn: 2h }", "2:13: error: incident.cooldwn: unknown key 'cooldwn'; did you mean 'cooldown'?")]
    [InlineData("override: oom-killed-memory-limit\nincident: { key: [die.nam] }", "2:19: error: incident.key: container.die has no field 'nam'")]
    [InlineData("override: oom-killed-memory-limit\ntests: [{ name: x, events: [{ at: soon, event: container.die }], expect: none }]", "2:35: error: tests.events.at: 'soon' is not a time")]
    [InlineData("severity: info", "1:1: error: override: is missing; the id of the rule that is changed")]
    [InlineData("- 3", "1:3: error: must be a map such as { override: some-rule,")]
    [InlineData("# nothing", "1:1: error: the file is empty; an override begins with override:")]
    public void A_mistake_is_found_in_the_overrides_own_file(string text, string message)
    {
        Write("overrides/mine.yaml", text);

        var loaded = RunbookFolder.Load(_folder, Today);
        var finding = loaded.Findings[0].ToString();

        Assert.StartsWith(Path.Combine(_folder, "overrides/mine.yaml"), finding, StringComparison.Ordinal);
        Assert.True(finding.Contains(message, StringComparison.Ordinal), finding);
        Assert.True(loaded.Findings.Count <= 2, string.Join('\n', loaded.Findings));
        Assert.True(loaded.InForce.Single() is { IsEnabled: true, IsOverridden: false });
    }

    [Fact]
    public void One_that_changes_nothing_is_a_warning()
    {
        Write("overrides/mine.yaml", "override: oom-killed-memory-limit\nreason: none\n");

        Assert.Contains("warning: override: changes nothing; it may have enabled, severity,", RunbookFolder.Load(_folder).Findings.Single().ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-04-30", true)]
    [InlineData("2026-05-01", false)]
    public void One_that_has_ended_no_longer_applies_and_is_a_warning(string until, bool ended)
    {
        Write("overrides/mine.yaml", $"override: oom-killed-memory-limit\nseverity: info\nuntil: {until}\nby: ann\nreason: migration\n");

        var loaded = RunbookFolder.Load(_folder, Today);

        Assert.Equal(ended ? Severity.Critical : Severity.Info, loaded.Set!.Rules.Single().Severity);
        Assert.Equal(ended, loaded.Overrides.Single().IsEnded);
        Assert.Equal(("ann", "migration"), (loaded.Overrides.Single().By, loaded.Overrides.Single().Reason));
        Assert.Equal(ended ? 1 : 0, loaded.Findings.Count(f => f.Message.Contains($"the override ended on {until}", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_folder_named_so_above_the_runbooks_makes_nothing_an_override()
    {
        Write("overrides/books/a.yaml", Yaml.Oom.Replace("oom-killed-memory-limit", "another", StringComparison.Ordinal));

        Assert.Equal(["another"], RunbookFolder.Load(Path.Combine(_folder, "overrides/books")).Set!.Rules.Select(r => r.Id));
    }

    [Fact]
    public void A_broken_rule_hides_no_finding_about_its_override()
    {
        Write("resources/oom.yaml", Yaml.Oom.Replace("severity: critical", "severity: huge", StringComparison.Ordinal));
        Write("overrides/mine.yaml", "override: oom-killed-memory-limit\nsevrity: info\n");

        Assert.Equal(2, RunbookFolder.Load(_folder).Findings.Count(f => f.Level == FindingLevel.Error));
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
