using Diagnoser.Contracts;
using Diagnoser.Engine.Events;
using Diagnoser.Engine.Rules.Reading;

namespace Diagnoser.Engine.Rules.Linting;

/// <summary>Finds correlations that can never complete.</summary>
internal static class CorrelationLint
{
    public static void Check(Rule rule, RuleNode place, FindingLog log)
    {
        if ((Forbidden(rule) ?? Order(rule) ?? Apart(rule) ?? Alike(rule)) is { } why)
        {
            log.Warning(place, "correlate", why, LintChecks.UnreachableCorrelation);
        }
    }

    // A step whose own event is one of those that forbid the match.
    private static string? Forbidden(Rule rule)
    {
        var correlation = rule.Correlation;
        var forbidden = correlation.Steps
            .Select(step => (step.Selection, By: correlation.Unless.FirstOrDefault(u => u == step.Selection || Implication.Holds(Of(rule, step.Selection), Of(rule, u)))))
            .ToList();
        var never = correlation.Kind == CorrelationKind.Any ? forbidden.TrueForAll(f => f.By is not null) : forbidden.Exists(f => f.By is not null);
        return never && forbidden.Find(f => f.By is not null) is { By: not null } found
            ? $"it can never complete: every event of {found.Selection} is one of {found.By} too, which unless forbids"
            : null;
    }

    // A start begins a new run, so within one run none follows a death.
    private static string? Order(Rule rule)
    {
        var correlation = rule.Correlation;
        if (!correlation.By.Any(k => k.Fields.Values.Contains(FieldNames.ContainerRun)))
        {
            return null;
        }

        var steps = correlation.Steps.Select(s => Of(rule, s.Selection)).ToList();
        var died = steps.FindIndex(s => s.EventType == EventTypes.ContainerDie);
        if (correlation.Kind == CorrelationKind.Sequence && died >= 0 && steps.Skip(died + 1).FirstOrDefault(IsStart) is { } started)
        {
            return $"it can never complete: {started.Name} begins a new run, so it has never the {FieldNames.ContainerRun} of a death before it; use {FieldNames.ContainerId}";
        }

        return correlation is { Kind: CorrelationKind.Absent, Absent: { } absent } && died >= 0 && IsStart(Of(rule, absent))
            ? $"{absent} begins a new run, so it is always absent from the {FieldNames.ContainerRun} of a death before it; use {FieldNames.ContainerId}"
            : null;
    }

    private static bool IsStart(Selection selection) => selection.EventType == EventTypes.ContainerStart;

    // Two steps that must share a key and ask for different values of it.
    private static string? Apart(Rule rule)
    {
        var correlation = rule.Correlation;
        var needed = correlation.Kind is CorrelationKind.All or CorrelationKind.Sequence ? correlation.Steps.Select(s => s.Selection).Distinct().ToList() : [];
        foreach (var key in correlation.By)
        {
            foreach (var (first, second) in needed.SelectMany((a, i) => needed.Take(i).Select(b => (b, a))))
            {
                if (Differ(rule, key, first, second) is { } why)
                {
                    return $"it can never complete: {first} and {second} must share {key.Name}, but {why}";
                }
            }
        }

        return null;
    }

    // Different values are wanted of what is one and the same for all events of a key.
    private static string? Alike(Rule rule)
    {
        foreach (var step in rule.Correlation.Steps.Where(s => s is { AtLeast: > 1, Distinct: not null }))
        {
            if (rule.Correlation.By.FirstOrDefault(k => k.Fields.GetValueOrDefault(step.Selection) == step.Distinct) is { } key)
            {
                return $"it can never complete: {step.AtLeast} different {step.Distinct} are wanted of events that share {key.Name}";
            }

            if (rule.Scope == RuleScope.Host && step.Distinct is FieldNames.HostId or FieldNames.HostName)
            {
                return $"it can never complete: {step.AtLeast} different {step.Distinct} are wanted, and the rule sees one host at a time; set scope: fleet";
            }
        }

        return null;
    }

    private static string? Differ(Rule rule, KeyPart key, string first, string second)
    {
        if (!key.Fields.TryGetValue(first, out var a) || !key.Fields.TryGetValue(second, out var b) || a != b)
        {
            return null;
        }

        string? why = null;
        foreach (var one in Of(rule, first).Alternatives)
        {
            foreach (var other in Of(rule, second).Alternatives)
            {
                why = Contradiction.Of([.. one.Concat(other).Where(p => p.Field.Name == a)]);
                if (why is null)
                {
                    return null;
                }
            }
        }

        return why;
    }

    private static Selection Of(Rule rule, string name) => rule.Selections.First(s => s.Name == name);
}
