using System.Globalization;
using System.Text;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Reading;
using Diagnoser.Server.Runbooks;

namespace Diagnoser.Benchmarks;

/// <summary>
/// Rules as a large installation has them, one service each: exit codes, health, kernel lines, log patterns and thresholds. Written as YAML and
/// read as runbooks are. Rule i is about the service <see cref="Service"/>(i), and of the kind <see cref="KindOf"/>(i).
/// </summary>
internal static class SyntheticRuleSets
{
    /// <summary>Of twenty rules in a row this many are of each kind.</summary>
    private static readonly RuleKind[] Mix =
    [
        RuleKind.Exit, RuleKind.Log, RuleKind.Threshold, RuleKind.Exit, RuleKind.Log, RuleKind.Health, RuleKind.Exit, RuleKind.Pair, RuleKind.Log,
        RuleKind.Threshold, RuleKind.Exit, RuleKind.KernelLine, RuleKind.Log, RuleKind.Health, RuleKind.Exit, RuleKind.AnyLog, RuleKind.Threshold,
        RuleKind.Sequence, RuleKind.AnyLog, RuleKind.Absence,
    ];

    /// <summary>What rule number i looks for.</summary>
    public static RuleKind KindOf(int i) => Mix[i % Mix.Length];

    /// <summary>The service that rule number i is about.</summary>
    public static string Service(int i) => string.Create(CultureInfo.InvariantCulture, $"svc-{i}");

    /// <summary>The exit code that rule number i looks for.</summary>
    public static int ExitCode(int i) => 3 + (i % 60);

    /// <summary>A word that only the log pattern of rule number i has.</summary>
    public static string Word(int i) => string.Create(CultureInfo.InvariantCulture, $"E{i:0000}-{(i * 7919L) % 9973:0000}");

    /// <summary>This many rules, read.</summary>
    public static RuleSet Make(int count) => RuleSet.Of(Enumerable.Range(0, count).Select(Read));

    /// <summary>A rule from YAML; what is wrong with it is thrown.</summary>
    public static Rule Read(string yaml)
    {
        var tree = YamlTree.Read(Encoding.UTF8.GetBytes(yaml), "synthetic.yaml");
        var reading = tree.Root is null ? new RuleReading(null, tree.Findings) : RuleReader.Read(tree.Root, "synthetic.yaml");
        return reading.Rule ?? throw new InvalidOperationException(string.Join('\n', reading.Findings) + "\n" + yaml);
    }

    private static Rule Read(int i) => Read(Yaml(i));

    /// <summary>Rule number i as its author would write it.</summary>
    public static string Yaml(int i)
    {
        var (selections, correlate) = KindOf(i) switch
        {
            RuleKind.Exit => (
                $"first: {{ event: container.die, where: {{ service.name: {Service(i)}, container.exit_code: [{ExitCode(i)}, {ExitCode(i) + 100}] }} }}",
                "{ by: [container.id], within: 5m, count: { of: first, gte: 3 } }"),
            RuleKind.Health => (
                $"first: {{ event: container.health_status, where: {{ service.name: {Service(i)}, health.status: unhealthy }} }}",
                "{ by: [container.id], any: [first] }"),
            RuleKind.Pair => (
                $$"""
                first: { event: container.die, where: { service.name: {{Service(i)}}, container.exit_code: 137 } }
                  oom: { event: kernel.oom_kill, where: { constraint: memcg, service.name: {{Service(i)}} } }
                """,
                "{ by: [container.id], within: 30s, all: [oom, first] }"),
            RuleKind.KernelLine => (
                $"first: {{ event: kernel.log, where: {{ kernel.line|contains: '{Word(i)} link is down' }} }}",
                "{ by: [host.id], within: 1m, count: { of: first, gte: 2 } }"),
            RuleKind.Log => (
                $"first: {{ event: container.log, where: {{ service.name: {Service(i)}, log.body|re: 'connection to (?<peer>[a-z.]+) refused: {Word(i)}' }} }}",
                "{ by: [container.id], within: 1m, count: { of: first, gte: 5 } }"),
            RuleKind.AnyLog => (
                $"first: {{ event: container.log, where: {{ log.body|contains: 'fatal {Word(i)}:' }} }}",
                "{ by: [container.id], within: 1m, count: { of: first, gte: 5 } }"),
            RuleKind.Threshold => (
                $"first: {{ event: container.stats, where: {{ service.name: {Service(i)}, cgroup.memory.used_ratio|gte: 0.95 }} }}",
                "{ by: [container.id], within: 2m, count: { of: first, gte: 4 } }"),
            RuleKind.Sequence => (
                $$"""
                first: { event: container.die, where: { service.name: {{Service(i)}}, container.exit_code: {{ExitCode(i)}} } }
                  sick: { event: container.health_status, where: { service.name: {{Service(i)}}, health.status: unhealthy } }
                """,
                "{ by: [container.id], within: 2m, sequence: [sick, first] }"),
            _ => (
                $$"""
                first: { event: container.die, where: { service.name: {{Service(i)}}, container.exit_code: {{ExitCode(i)}} } }
                  again: { event: container.start, where: { service.name: {{Service(i)}} } }
                """,
                "{ by: [container.id], absent: { of: again, after: first, within: 30s } }"),
        };
        return string.Create(
            CultureInfo.InvariantCulture,
            $$$"""
            rule: synthetic-{{{i:00000}}}
            title: Something is wrong with {{{Service(i)}}}
            severity: warning
            status: stable
            description: One of many rules that a benchmark loads.
            match:
              {{{selections}}}
            correlate: {{{correlate}}}
            diagnosis:
              summary: "${{ first.service.name }} on ${{ first.host.name }} is in trouble"
              cause: "${{ first.container.name }} showed it"
              confidence: 0.8
            fixes:
              - { id: look, title: Read its log, risk: none, command: "docker logs --tail 50 ${{ first.container.name }}" }
            """);
    }
}

/// <summary>What a synthetic rule looks for.</summary>
internal enum RuleKind
{
    Exit,
    Health,
    Pair,
    KernelLine,
    Log,
    AnyLog,
    Threshold,
    Sequence,
    Absence,
}
