using System.Globalization;
using System.Text;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Reading;
using Diagnoser.Server.Runbooks;

namespace Diagnoser.Benchmarks.Matching;

/// <summary>
/// Any number of rules as a large installation may have them, read from YAML by the real reader: ends with codes of named services, health,
/// the kernel's lines, log patterns, thresholds.
/// </summary>
internal static class SyntheticRules
{
    /// <summary>Exit codes that rules ask for.</summary>
    public static readonly int[] Codes = [1, 2, 126, 127, 134, 137, 139, 143];

    /// <summary>What goes wrong, in the words of logs; each rule adds what is its own.</summary>
    public static readonly string[] Troubles =
    [
        "connection refused by", "connection reset by", "i/o timeout while calling", "too many open files in", "no space left on device for",
        "permission denied for", "deadlock detected in", "certificate has expired for", "out of memory in", "lock wait timeout exceeded in",
    ];

    /// <summary>The rules, each read as from a file. They are not compared with each other, which takes a time that grows with their square.</summary>
    public static RuleSet Of(int count) => RuleSet.Of(Enumerable.Range(0, count).Select(i => Read(i, count)));

    /// <summary>The service that this rule is about, if it is about one: four rules of different kinds share each.</summary>
    public static string Service(int rule, int count) => $"shop-{rule % ((count / 4 / 10 * 10) + 3)}";

    /// <summary>A word that only this rule looks for.</summary>
    public static string Word(int rule) => string.Create(CultureInfo.InvariantCulture, $"module-{rule * 7919 % 100_003:x}");

    /// <summary>What this rule's texts hold.</summary>
    public static string Trouble(int rule) => $"{Troubles[rule % Troubles.Length]} {Word(rule)}";

    /// <summary>The rule as it stands in a file.</summary>
    public static string Yaml(int rule, int count) => $$$"""
        rule: synthetic-{{{rule}}}
        title: Synthetic rule {{{rule}}}
        severity: warning
        match:
          seen: {{{Match(rule, count)}}}
        correlate:
          by: [host.id]
          within: 10m
          count: { of: seen, gte: 3 }
        diagnosis:
          summary: "it was seen ${{ seen.count }} times"
          cause: synthetic
          confidence: 0.7
        """;

    private static Rule Read(int rule, int count)
    {
        var file = $"rule-{rule}.yaml";
        var tree = YamlTree.Read(Encoding.UTF8.GetBytes(Yaml(rule, count)), file);
        var reading = tree.Root is null ? null : RuleReader.Read(tree.Root, file);
        return reading?.Rule ?? throw new InvalidOperationException(string.Join('\n', reading?.Findings ?? tree.Findings));
    }

    private static string Match(int rule, int count)
    {
        var (service, code, trouble) = (Service(rule, count), Codes[rule % Codes.Length], Trouble(rule));
        return (rule % 10) switch
        {
            0 or 1 => $"{{ event: container.die, where: {{ container.exit_code: {code}, service.name: {service} }} }}",
            2 => $"{{ event: container.die, where: {{ container.exit_code: [{code}, 255], container.image.name|startswith: 'registry.example.com/{service}:', container.oom_killed: false }} }}",
            3 => $"{{ event: container.die, where: {{ service.name: {service} }}, when: 'container.exit_code > 100 && container.run_seconds < {5 + (rule % 60)}s' }}",
            4 => $"{{ event: container.health_status, where: {{ health.status: unhealthy, service.name: {service}, health.output|contains: timeout }} }}",
            5 => $"{{ event: container.health_status, where: {{ health.status: unhealthy, health.output|re: '{trouble} (?<peer>\\S+)' }} }}",
            6 => $"{{ event: kernel.log, where: {{ kernel.line|re: '{trouble} cpu \\d+' }} }}",
            7 => $"{{ event: container.log, where: {{ log.body|re: '(?i){trouble} (?<peer>[0-9.]+)' }} }}",
            8 => $"{{ event: container.log, where: {{ log.body|contains: ['{trouble}', 'gave up on {Word(rule)}'] }} }}",
            _ => $"{{ event: container.stats, where: {{ service.name: {service}, cgroup.memory.used_ratio|gte: {90 + (rule % 10)}% }} }}",
        };
    }
}
