using System.Text.RegularExpressions;
using Diagnoser.Contracts;

namespace Diagnoser.Benchmarks.SideBySide;

/// <summary>
/// What one would write first: each event is shown to each rule, which asks its conditions one after the other, compiled .NET expressions where
/// the rule has a pattern. It shares nothing with the engine, so that it is a second opinion on what should be found too.
/// </summary>
internal sealed class LinearEvaluator(IReadOnlyList<ComparedRule> rules)
{
    private readonly Step[] _steps = [.. rules.SelectMany((rule, index) => Steps(rule, index))];
    private readonly Dictionary<(int Rule, string Key), int> _seen = [];

    /// <summary>How often each rule fired, by id.</summary>
    public Dictionary<string, int> Firings { get; } = new(StringComparer.Ordinal);

    /// <summary>Shows an event to all rules.</summary>
    public void Process(DockerEvent dockerEvent)
    {
        foreach (var step in _steps)
        {
            if (Holds(step, dockerEvent))
            {
                Take(step, dockerEvent);
            }
        }
    }

    private static bool Holds(Step step, DockerEvent dockerEvent)
    {
        foreach (var condition in step.Conditions)
        {
            if (!condition(dockerEvent))
            {
                return false;
            }
        }

        return true;
    }

    private void Take(Step step, DockerEvent dockerEvent)
    {
        var key = (step.Rule, step.IsOfHost ? dockerEvent.Host.Id : dockerEvent.Subject.Id);
        var seen = _seen.GetValueOrDefault(key);
        if (step.At is { } at && seen != at)
        {
            return;
        }

        _seen[key] = seen + 1;
        if (seen + 1 == step.Fires)
        {
            var id = rules[step.Rule].Id;
            Firings[id] = Firings.GetValueOrDefault(id) + 1;
        }
    }

    private static IEnumerable<Step> Steps(ComparedRule rule, int index)
    {
        var isAtFirst = rule.Kind == RuleKind.Health;
        return rule.Kind switch
        {
            RuleKind.Exit => [Counts(e => e.Attributes[AttributeNames.ExitCode].TryGetInteger(out var code) && (code == rule.ExitCode || code == rule.OtherExitCode), EventTypes.ContainerDie)],
            RuleKind.Health => [Counts(e => e.Attributes[AttributeNames.HealthStatus].Text == "unhealthy", EventTypes.ContainerHealthStatus)],
            RuleKind.Threshold => [Counts(e => e.Attributes["cgroup.memory.used_ratio"].TryGetNumber(out var ratio) && ratio >= 0.95, EventTypes.ContainerStats)],
            RuleKind.Log => [Counts(Pattern("log.body", $"connection to (?<peer>[a-z.]+) refused: {rule.Word}"), EventTypes.ContainerLog)],
            RuleKind.AnyLog => [new Step(index, [Is(EventTypes.ContainerLog), Pattern("log.body", $"fatal {rule.Word}:")], ComparedRule.Threshold)],
            RuleKind.KernelLine => [new Step(index, [Is(EventTypes.KernelLog), Pattern(AttributeNames.KernelLine, $"{rule.Word} link is down")], ComparedRule.Threshold) { IsOfHost = true }],
            _ =>
            [
                new Step(index, [Is(EventTypes.KernelOomKill), IsOfService, e => e.Attributes[AttributeNames.OomConstraint].Text == "memcg"], 2) { At = 0 },
                new Step(index, [Is(EventTypes.ContainerDie), IsOfService, e => e.Attributes[AttributeNames.ExitCode].TryGetInteger(out var code) && code == 137], 2) { At = 1 },
            ],
        };

        Step Counts(Func<DockerEvent, bool> condition, string type) => new(index, [Is(type), IsOfService, condition], isAtFirst ? 1 : ComparedRule.Threshold);

        bool IsOfService(DockerEvent dockerEvent) => dockerEvent.Service == rule.Service;
    }

    private static Func<DockerEvent, bool> Is(string type) => e => e.Type == type;

    private static Func<DockerEvent, bool> Pattern(string field, string pattern)
    {
        var regex = new Regex(pattern, RegexOptions.Compiled | RegexOptions.CultureInvariant);
        return e => e.Attributes[field].Text is { } text && regex.IsMatch(text);
    }

    /// <summary>What one selection of a rule asks, and what it counts for.</summary>
    /// <param name="Rule">Index of the rule.</param>
    /// <param name="Conditions">What must hold.</param>
    /// <param name="Fires">The rule fires when so much was seen of a key.</param>
    private sealed record Step(int Rule, Func<DockerEvent, bool>[] Conditions, int Fires)
    {
        /// <summary>True if the host is the key, false if the container is.</summary>
        public bool IsOfHost { get; init; }

        /// <summary>It counts only when so much was seen of the key; null if always.</summary>
        public int? At { get; init; }
    }
}
