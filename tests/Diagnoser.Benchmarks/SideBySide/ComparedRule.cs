using System.Globalization;

namespace Diagnoser.Benchmarks.SideBySide;

/// <summary>
/// One rule that the Simple Event Correlator (SEC) can express too. It looks for what <see cref="SyntheticEvents"/> makes for its number. SEC knows
/// only the time at which it reads a line, so that all windows are longer than the events last: each key of a rule comes to one firing at most.
/// </summary>
/// <param name="Number">Its number.</param>
internal sealed record ComparedRule(int Number)
{
    /// <summary>How often a rule that counts must see what it looks for.</summary>
    public const int Threshold = 2;

    /// <summary>The window of every rule, in seconds.</summary>
    public const int WindowSeconds = 3600;

    /// <summary>Its id.</summary>
    public string Id => string.Create(CultureInfo.InvariantCulture, $"compared-{Number:00000}");

    /// <summary>What it looks for. SEC has no absence in the time of events, and the events hold no sequence of health and death.</summary>
    public RuleKind Kind => SyntheticRuleSets.KindOf(Number) is var kind and not (RuleKind.Sequence or RuleKind.Absence) ? kind : RuleKind.Exit;

    /// <summary>The service that it is about.</summary>
    public string Service => SyntheticRuleSets.Service(Number);

    /// <summary>The exit code that it looks for, beside <see cref="OtherExitCode"/>.</summary>
    public int ExitCode => SyntheticRuleSets.ExitCode(Number);

    /// <summary>Another exit code that it looks for.</summary>
    public int OtherExitCode => ExitCode + 100;

    /// <summary>The word that only its pattern has.</summary>
    public string Word => SyntheticRuleSets.Word(Number);

    /// <summary>The rule as its author would write it for us.</summary>
    public string Yaml()
    {
        var counts = $"within: {WindowSeconds}s, count: {{ of: first, gte: {Threshold} }}";
        var (selections, correlate) = Kind switch
        {
            RuleKind.Exit => (
                $"first: {{ event: container.die, where: {{ service.name: {Service}, container.exit_code: [{ExitCode}, {OtherExitCode}] }} }}",
                $"{{ by: [container.id], {counts} }}"),
            RuleKind.Health => (
                $"first: {{ event: container.health_status, where: {{ service.name: {Service}, health.status: unhealthy }} }}",
                $"{{ by: [container.id], within: {WindowSeconds}s, any: [first] }}"),
            RuleKind.Pair => (
                $$"""
                oom: { event: kernel.oom_kill, where: { constraint: memcg, service.name: {{Service}} } }
                  first: { event: container.die, where: { service.name: {{Service}}, container.exit_code: 137 } }
                """,
                $"{{ by: [container.id], within: {WindowSeconds}s, sequence: [oom, first] }}"),
            RuleKind.KernelLine => (
                $"first: {{ event: kernel.log, where: {{ kernel.line|contains: '{Word} link is down' }} }}",
                $"{{ by: [host.id], {counts} }}"),
            RuleKind.Log => (
                $"first: {{ event: container.log, where: {{ service.name: {Service}, log.body|re: 'connection to (?<peer>[a-z.]+) refused: {Word}' }} }}",
                $"{{ by: [container.id], {counts} }}"),
            RuleKind.AnyLog => (
                $"first: {{ event: container.log, where: {{ log.body|contains: 'fatal {Word}:' }} }}",
                $"{{ by: [container.id], {counts} }}"),
            _ => (
                $"first: {{ event: container.stats, where: {{ service.name: {Service}, cgroup.memory.used_ratio|gte: 0.95 }} }}",
                $"{{ by: [container.id], {counts} }}"),
        };
        return $$$"""
            rule: {{{Id}}}
            title: Something is wrong with {{{Service}}}
            severity: warning
            status: stable
            description: One of many rules that are compared with those of another program.
            match:
              {{{selections}}}
            correlate: {{{correlate}}}
            diagnosis:
              summary: "${{ first.service.name }} on ${{ first.host.name }} is in trouble"
              cause: "${{ first.container.name }} showed it"
              confidence: 0.8
            fixes:
              - { id: look, title: Read its log, risk: none, command: "docker logs --tail 50 ${{ first.container.name }}" }
            incident: { key: [first.{{{(Kind == RuleKind.KernelLine ? "host.id" : "container.id")}}}] }

            """;
    }
}
