namespace Diagnoser.Server.Tests.Runbooks;

/// <summary>What an author sees: the place, what is wrong, what is allowed and the nearest right name.</summary>
public sealed class LintTests
{
    [Fact]
    public void A_good_rule_has_no_findings()
    {
        var rule = Yaml.Rule(Yaml.Oom);

        Assert.Equal("oom-killed-memory-limit", rule.Id);
        Assert.Equal(["EXIT-001"], rule.Codes);
        Assert.Equal(["oom", "die"], rule.Selections.Select(s => s.Name));
        Assert.Equal(2, rule.Tests.Count);
    }

    [Theory]
    [InlineData("severity: critical", "severity: urgent", "3:11: error: severity: 'urgent' is not one of critical, warning, info")]
    [InlineData("owner:", "ovner:", "5:1: error: ovner: unknown key 'ovner'; did you mean 'owner'? (allowed: rule, title,")]
    [InlineData("constraint: memcg }\n  die", "constraints: memcg }\n  die", "10:14: error: match.oom.where.constraints: kernel.oom_kill has no field 'constraints'; did you mean 'constraint'?")]
    [InlineData("constraint: memcg }\n  die", "constraint: memcgs }\n  die", "10:26: error: match.oom.where.constraint: constraint is one of memcg, host, cpuset, found 'memcgs'; did you mean 'memcg'?")]
    [InlineData("event: kernel.oom_kill\n", "event: kernel.oomkill\n", "9:12: error: match.oom.event: unknown event type 'kernel.oomkill'; did you mean 'kernel.oom_kill'?")]
    [InlineData("{ container.exit_code: 137 }", "{ exit_code: 137 }", "container.die has no field 'exit_code'; did you mean 'container.exit_code'?")]
    [InlineData("{ container.exit_code: 137 }", "{ container.exit_code: 137s }", "container.exit_code is a whole number without unit, found '137s'")]
    [InlineData("{ container.exit_code: 137 }", "{ container.exit_code: \"137\" }", "found '137' (quoted, so it is text)")]
    [InlineData("{ container.exit_code: 137 }", "{ container.exit_code|greater: 137 }", "unknown operator 'greater'")]
    [InlineData("{ container.exit_code: 137 }", "{ container.exit_code|gtt: 137 }", "unknown operator 'gtt'; did you mean 'gt'? (operators are not, all,")]
    [InlineData("{ container.exit_code: 137 }", "{ container.exit_code|contains: 13 }", "contains does not go with container.exit_code, which is a whole number")]
    [InlineData("{ container.exit_code: 137 }", "{ container.memory.limit|gte: 30s }", "container.memory.limit is a number of bytes such as 512Mi; units are B, Ki, Mi, Gi, Ti, kB, MB, GB, TB, found '30s'")]
    [InlineData("{ container.exit_code: 137 }", "{ container.memory.limit|gte: 512m }", "found '512m'")]
    [InlineData("{ container.exit_code: 137 }", "{ container.run_seconds|lt: 10Mi }", "container.run_seconds is a duration such as 30s")]
    [InlineData("{ container.exit_code: 137 }", "{ container.restarting: yes }", "container.restarting is true or false, found 'yes'")]
    [InlineData("{ container.exit_code: 137 }", "{ container.exit_code: { gte: 1 } }", "must be a value or a list of values, found a map")]
    [InlineData("{ container.exit_code: 137 }", "{ container.name|lt|gt: 1 }", "only one of lt, gt can stand in a key")]
    [InlineData("{ container.exit_code: 137 }", "{ container.name|exists: maybe }", "exists is true or false, found 'maybe'")]
    [InlineData("{ container.exit_code: 137 }", "{ container.exit.facts: x }", "equality does not go with container.exit.facts, which is a list; use |has")]
    [InlineData("{ container.exit_code: 137 }", "{ container.label.net|cidr: 10.0.0.0/99 }", "'10.0.0.0/99' is not a network such as 10.0.0.0/8")]
    [InlineData("{ container.exit_code: 137 }", "[]", "the list is empty")]
    [InlineData("{ container.exit_code: 137 }", "", "error: match.die.where: has no value; give it one, or take the key out")]
    [InlineData("{ container.exit_code: 137 }", "{ container.label: x }", "container.die has no field 'container.label'; name one of them, as in container.label.<key>")]
    [InlineData("{ container.exit_code: 137 }", "{ container.exit_code: 137 }\n    when: container.exit_code == 137 and true", "; 'and' is written &&")]
    [InlineData("by: [container.run]", "by: [container.exit_code]", "selection oom: kernel.oom_kill has no field 'container.exit_code'; where names differ, write them: { container.exit_code: { die: container.exit_code, oom: … } }")]
    [InlineData("severity: critical", "severity: critical\nexplains: [{ rule: oom-killed-memory-limit, relation: depends_on, within: 5m }]", "explains.rule: a rule does not explain itself")]
    [InlineData("inspect: HostConfig.Memory, of: die, as: bytes", "sample: cgroup.memory.curent, of: die, as: bytes", "warning: evidence.limit.sample: no source measures 'cgroup.memory.curent'; did you mean 'cgroup.memory.current'? [unknown-series]")]
    [InlineData("inspect: HostConfig.Memory, of: die, as: bytes", "field: die.container.name, as: bytes", "error: evidence.limit.as: die.container.name is no number, so it has no unit")]
    [InlineData("{ container.exit_code: 137 }", "{ container.memory.limit|gte|field: container.exit_code }", "container.memory.limit is a number of bytes, container.exit_code is a number")]
    [InlineData("{ container.exit_code: 137 }", "{ container.exit_code: 99999999999999999999 }", "container.exit_code is a whole number without unit, found '99999999999999999999'")]
    [InlineData("within: 30s", "within:", "16:10: error: correlate.within: has no value")]
    [InlineData("within: 30s", "within: 30x", "16:11: error: correlate.within: '30x' is not a duration such as 30s, 5m or 1h30m; units are ms, s, m, h, d")]
    [InlineData("within: 30s", "within: 30Mi", "is not a duration")]
    [InlineData("within: 30s", "within: 0s", "must be more than 0")]
    [InlineData("by: [container.run]", "by: [container.runs]", "15:8: error: correlate.by: selection oom: kernel.oom_kill has no field 'container.runs'; did you mean 'container.run'?")]
    [InlineData("by: [container.run]", "by: container.run", "must be a list such as [container.run]")]
    [InlineData("all: [oom, die]", "all: [oom, dye]", "17:14: error: correlate.all: unknown selection 'dye'; did you mean 'die'? (match has oom, die")]
    [InlineData("all: [oom, die]", "all: [oom, die]\n  any: [oom]", "must have exactly one of any, all, sequence, count, absent, found any and all")]
    [InlineData("all: [oom, die]", "unless: [oom]", "must have exactly one of any, all, sequence, count, absent, found none")]
    [InlineData("all: [oom, die]", "all: [oom, die]\n  relate: [{ from: oom, relation: depend_on, to: die }]", "'depend_on' is not one of")]
    [InlineData("all: [oom, die]", "all: [oom, { count: die, gte: 3, distinct: x }]", "correlate.all.distinct: container.die has no field 'x'")]
    [InlineData("all: [oom, die]", "count: { of: die }", "correlate.count.gte: is missing")]
    [InlineData("of: die, as: bytes", "of: dies, as: bytes", "did you mean 'die'?")]
    [InlineData("of: die, as: bytes", "as: bytes", "evidence.limit.of: is missing")]
    [InlineData("of: die, as: bytes", "of: die, as: byte", "'byte' is not one of bytes, bytes_per_hour, duration,")]
    [InlineData("inspect: HostConfig.Memory", "inspekt: HostConfig.Memory", "must have exactly one of field, inspect, logs, sample, topology, found 'inspekt'; did you mean 'inspect'?")]
    [InlineData("inspect: HostConfig.Memory", "zzz: HostConfig.Memory", "must have exactly one of field, inspect, logs, sample, topology, found none")]
    [InlineData("cause: >-\n", "cause: \"{{ $labels.name }}\"\n  x: >-\n", "warning: diagnosis.cause: {{ … }} is shown as it stands; a value is written ${{ selection.field }} [foreign-placeholder]")]
    [InlineData("confidence: 0.95", "confidence: sure", "diagnosis.confidence: must be a number from 0 to 1, found 'sure'")]
    [InlineData("confidence: 0.95", "confidence: 95", "must be a number from 0 to 1")]
    [InlineData("${{ die.host.name }}\"", "${{ die.host.nam }}\"", "diagnosis.summary: at character 81: container.die has no field 'host.nam'; did you mean 'host.name'?")]
    [InlineData("${{ die.host.name }}\"", "${{ host.name }}\"", "unknown name 'host.name'; write it with its selection, as in oom.host.name; known are limit, oom, die")]
    [InlineData("${{ die.host.name }}\"", "${{ die.host.name | upper }}\"", "unknown filter 'upper'")]
    [InlineData("${{ die.host.name }}\"", "${{ die.host.name\"", "is unexpected; '}}', an operator or '|' and a filter comes here")]
    [InlineData("${{ die.host.name }}\"", "${{ die.count }}\"", "'die' is not counted in correlate")]
    [InlineData("${{ die.host.name }}\"", "${{ lmit }}\"", "unknown name 'lmit'; did you mean 'limit'?")]
    [InlineData("${{ limit | bytes }}.", "${{ limit | byts }}.", "unknown filter 'byts'; did you mean 'bytes'?")]
    [InlineData("when: die.container.orchestrator != \"swarm\"", "when: die.container.orchestrator > 5", "text and a number cannot be compared")]
    [InlineData("when: die.container.orchestrator != \"swarm\"", "when: has(limit) && startWith(oom.process.name, \"x\")", "unknown function 'startWith'; did you mean 'startsWith'?")]
    [InlineData("when: die.container.orchestrator != \"swarm\"", "when: lowercase(oom.process.name) == \"x\"", "unknown function 'lowercase'; functions are has(name), size(text or list), startsWith(text, text),")]
    [InlineData("of: die, as: bytes", "of: dye, as: bytes", "'dye' is no selection that has an event when the rule fires; did you mean 'die'? (those are oom, die) [unknown-selection]")]
    [InlineData("when: die.container.orchestrator != \"swarm\"", "when: limit", "a condition takes true or false, this is a number of bytes")]
    [InlineData("when: die.container.orchestrator != \"swarm\"", "when: limit > 30s", "a number of bytes and a duration cannot be compared")]
    [InlineData("{ container.exit_code: 137 }", "{ container.memory.limit|gte: -5Mi }", "13:42: error: match.die.where.container.memory.limit|gte: container.memory.limit is a number of bytes such as 512Mi; units are B, Ki, Mi, Gi, Ti, kB, MB, GB, TB, never negative, found '-5Mi' [wrong-unit]")]
    [InlineData("where: { container.exit_code: 137 }", "when: container.exit_code > 5Mi", "13:33: error: match.die.when: at character 23: container.exit_code is a whole number without unit, found '5Mi' [wrong-unit]")]
    [InlineData("where: { container.exit_code: 137 }", "when: '5Mi < container.exit_code'", "13:12: error: match.die.when: at character 1: container.exit_code is a whole number without unit, found '5Mi'")]
    [InlineData("where: { container.exit_code: 137 }", "when: >-\n      container.exit_code > 5Mi", "13:11: error: match.die.when: at character 23: ")]
    [InlineData("where: { container.exit_code: 137 }", "when: container.exit_code in [1, 90%]", "13:38: error: match.die.when: at character 28: container.exit_code is a whole number without unit, found '90%'")]
    [InlineData("where: { container.exit_code: 137 }", "when: container.exit_code + 1 > 5Mi", "13:37: error: match.die.when: at character 27: a number without unit and a number of bytes cannot be compared [wrong-expression]")]
    [InlineData("where: { container.exit_code: 137 }", "when: size(container.name) > 5s", "a number without unit and a duration cannot be compared")]
    [InlineData("where: { container.exit_code: 137 }", "when: container.memory.limit > -5Mi", "13:36: error: match.die.when: at character 26: container.memory.limit is a number of bytes such as 512Mi; units are B, Ki, Mi, Gi, Ti, kB, MB, GB, TB, never negative, found '-5Mi'")]
    [InlineData("where: { container.exit_code: 137 }", "when: container.run_seconds < -(5s)", "container.run_seconds is a duration such as 30s; units are ms, s, m, h, d; without one it is seconds, never negative, found '-5s'")]
    [InlineData("where: { container.exit_code: 137 }", "when: container.run_seconds > 10Mi", "container.run_seconds is a duration such as 30s; units are ms, s, m, h, d; without one it is seconds, found '10Mi'")]
    [InlineData("where: { container.exit_code: 137 }", "when: container.run_seconds > container.memory.limit", "a duration and a number of bytes cannot be compared")]
    [InlineData("where: { container.exit_code: 137 }", "when: container.memory.limit > container.exit_code", "a number of bytes and a number without unit cannot be compared")]
    [InlineData("where: { container.exit_code: 137 }", "when: max(container.memory.limit, container.run_seconds) > 5", "a number of bytes and a duration do not go together in max")]
    [InlineData("where: { container.exit_code: 137 }", "when: container.exit.ended_by == 'itslf'", "found 'itslf'; did you mean 'itself'?")]
    [InlineData("when: die.container.orchestrator != \"swarm\"", "when: die.container.orchestrator != \"swarn\"", "found 'swarn'; did you mean 'swarm'?")]
    [InlineData("${{ die.host.name }}\"", "${{ die.host.nam }}\"", "21:93: error: diagnosis.summary: at character 81: ")]
    [InlineData("inspect: HostConfig.Memory, of: die", "inspect: HostConfig.Memori, of: die", "19:21: warning: evidence.limit.inspect: docker inspect of a container has no 'HostConfig.Memori'; did you mean 'HostConfig.Memory'? [unknown-inspect-path]")]
    [InlineData("inspect: { HostConfig.Memory: 512Mi }", "inspect: { HostConfig.Memori: 512Mi }", "40:79: warning: tests.given.containers.inspect: docker inspect of a container has no 'HostConfig.Memori'; did you mean 'HostConfig.Memory'? [unknown-inspect-path]")]
    [InlineData("inspect: { HostConfig.Memory: 512Mi }", "inspect: { HostConfig: { Memory: 512Mi, PidLimit: 5 } }", "did you mean 'HostConfig.PidsLimit'?")]
    [InlineData("risk: low", "risk: tiny", "'tiny' is not one of none, low, medium, high")]
    [InlineData("${{ ceil_mib(1.3 * limit) }} ${{ die.container.name }}\n    verify", "${{ limit | bytes }} ${{ die.container.name }}\n    verify", "'bytes' writes for people; a command takes the bare number")]
    [InlineData("1.3 * limit) }} ${{ die.container.name }}\n    verify", "1.3 * limit) }} '${{ die.container.name }}'\n    verify", "a placeholder inside quotes or a here-document of a command must be a number")]
    [InlineData("1.3 * limit) }} ${{ die.container.name }}\n    verify", "1.3 * limit) }} \"${{ die.container.name }}\n    verify", "a placeholder inside quotes or a here-document of a command must be a number")]
    [InlineData("command: docker update", "command: docker system prune && docker update", "31:14: warning: fixes.risk: a command with 'prune' has at least the risk medium, not low")]
    [InlineData("at: 0s, event", "at: soon, event", "'soon' is not a time such as 0s or 1m30s")]
    [InlineData("container: c1, constraint", "container: c9, constraint", "unknown container 'c9'; did you mean 'c1'? (given.containers has c1")]
    [InlineData("process.rss: 500Mi", "process.rss: 500", "")]
    [InlineData("process.rss: 500Mi", "process.rss: lots", "process.rss is a number of bytes such as 512Mi")]
    [InlineData("process.rss: 500Mi", "proces.rss: 500Mi", "kernel.oom_kill has no field 'proces.rss'; did you mean 'process.rss'?")]
    [InlineData("summary|contains", "sumary|contains", "unknown key 'sumary'; did you mean 'summary'?")]
    [InlineData("summary|contains", "summary|contain", "did you mean 'contains'?")]
    [InlineData("expect: none", "expect: nothing", "must be none or a list")]
    [InlineData("owner: platform-sre", "for: 2 min", "for: '2 min' is not a duration such as 30s")]
    [InlineData("owner: platform-sre", "scope: global", "'global' is not one of host, fleet")]
    [InlineData("owner: platform-sre", "needs: [kernel.oomkill]", "unknown event type 'kernel.oomkill'; did you mean 'kernel.oom_kill'?")]
    [InlineData("owner: platform-sre", "refines: [nothing-like-it]", "there is no rule 'nothing-like-it'")]
    [InlineData("owner: platform-sre", "incident: { key: [die.container.nam] }", "did you mean 'container.name'?")]
    [InlineData("rule: oom-killed-memory-limit", "rule: OOM Killed", "'OOM Killed' is not a slug")]
    [InlineData("title: Container killed", "title: ${{ x }} killed", "takes no placeholders")]
    public void One_mistake_is_one_clear_finding(string right, string wrong, string message)
    {
        Assert.Contains(right, Yaml.Oom, StringComparison.Ordinal);
        var found = Yaml.LintText(Yaml.Oom.Replace(right, wrong, StringComparison.Ordinal));

        Assert.Contains(message, found, StringComparison.Ordinal);
        Assert.True(found.Split('\n').Length <= 2, found);
    }

    [Theory]
    [InlineData("container.exit_code > 128 && container.exit_code == -1")]
    [InlineData("container.exit_code / 2 > 90% && container.exit_code < 90% * container.exit_code")]
    [InlineData("container.memory.limit > 512 && container.memory.limit >= 1.3 * container.memory.peak")]
    [InlineData("container.memory.peak / container.memory.limit > 90% || container.memory.peak > 90% * container.memory.limit")]
    [InlineData("container.memory.limit - container.memory.peak > -5Mi && container.run_seconds < 90")]
    [InlineData("container.run_seconds * container.exit_code > 30s && container.run_seconds / container.exit_code > 30s")]
    [InlineData("container.exit.ended_by in ['itself', \"operator\"] && max(1, container.exit_code, 3) > 2")]
    public void A_condition_whose_units_go_together_has_no_findings(string when) =>
        Assert.Empty(Yaml.LintText(Yaml.Oom.Replace("where: { container.exit_code: 137 }", $"when: >-\n      {when}", StringComparison.Ordinal)));

    [Theory]
    [InlineData("rule: oom-killed-memory-limit\n", "rule: is missing; the rule's id, a slug")]
    [InlineData("title: Container killed at its own memory limit\n", "title: is missing")]
    [InlineData("severity: critical\n", "severity: is missing; one of critical, warning, info")]
    public void What_must_be_there_is_named(string line, string message) =>
        Assert.Contains(message, Yaml.LintText(Yaml.Oom.Replace(line, "", StringComparison.Ordinal)), StringComparison.Ordinal);

    [Theory]
    [InlineData("match")]
    [InlineData("correlate")]
    [InlineData("diagnosis")]
    public void A_missing_block_is_named(string key)
    {
        var lines = Yaml.Oom.Split('\n');
        var start = Array.IndexOf(lines, $"{key}:");
        var without = lines[..start].Concat(lines[(start + 1)..].SkipWhile(l => l.StartsWith(' ')));

        Assert.Contains($"r.yaml:1:1: error: {key}: is missing", Yaml.LintText(string.Join('\n', without)), StringComparison.Ordinal);
    }

    [Fact]
    public void An_exception_that_ended_is_a_warning()
    {
        var text = Yaml.Oom.Replace(
            "owner: platform-sre",
            "exceptions: [{ name: batch, where: { container.label.job: batch }, until: 2026-01-31 }]",
            StringComparison.Ordinal);

        Assert.Empty(Yaml.Lint(text, new DateOnly(2026, 1, 31)));
        Assert.Contains("warning: exceptions.until: the exception ended on 2026-01-31", Yaml.Lint(text, new DateOnly(2026, 2, 1)).Single().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_that_only_suppresses_needs_no_diagnosis()
    {
        const string text = """
            rule: intended-stop
            title: Stopped on purpose
            severity: info
            suppresses: [other]
            match: { die: { event: container.die, where: { container.exit.ended_by: operator } } }
            correlate: { by: [container.run], any: [die] }
            tests:
              - name: another end
                given: { containers: [ { id: c1 } ] }
                events: [ { at: 0s, event: container.die, container: c1, container.exit_code: 1 } ]
                expect: none
            """;

        Assert.Equal("r.yaml:4:14: error: suppresses: there is no rule 'other' [unknown-rule]", Yaml.LintText(text));
    }
}
