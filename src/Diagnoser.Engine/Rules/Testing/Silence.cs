using Diagnoser.Contracts;
using Diagnoser.Engine.Events;
using Diagnoser.Engine.Rules.Templates;

namespace Diagnoser.Engine.Rules.Testing;

/// <summary>Says why a rule said nothing in a test: how far each of its selections came, and what refused most.</summary>
internal static class Silence
{
    private const int LongestValue = 80;

    public static IReadOnlyList<string> Of(Rule rule, RuleTestResult result)
    {
        var events = JudgedEvents.Of(result);
        var matched = rule.Selections.ToDictionary(s => s.Name, s => events.Where(e => Matches(s, e)).ToList(), StringComparer.Ordinal);
        return [.. rule.Selections.Select(s => OfSelection(s, events, matched[s.Name])), .. Exceptions(rule, matched), .. OfTelling(rule), .. OfCorrelation(rule.Correlation, rule.Diagnosis is not null, matched)];
    }

    private static bool Matches(Selection selection, DockerEvent e) => e.Type == selection.EventType && selection.Condition.Matches(e, new Captures());

    private static string OfSelection(Selection selection, IReadOnlyList<DockerEvent> events, List<DockerEvent> matched)
    {
        var reached = events.Where(e => e.Type == selection.EventType).ToList();
        if (reached.Count == 0)
        {
            return $"{selection.Name}: the test has no {selection.EventType} event";
        }

        return matched.Count > 0 ? $"{selection.Name}: {matched.Count} of {reached.Count} {selection.EventType} matched"
            : $"{selection.Name}: 0 of {reached.Count} {selection.EventType} matched{Refusal(selection, reached)}";
    }

    private static string Refusal(Selection selection, List<DockerEvent> reached)
    {
        var refusals = selection.Alternatives
            .SelectMany(a => a)
            .Select(p => (Predicate: (Predicate?)p, Refused: Refused(reached, p.Condition)))
            .ToList();
        if (selection.When is { } when)
        {
            refusals.Add((null, Refused(reached, when.Condition)));
        }

        var (most, refused) = refusals.MaxBy(r => r.Refused.Count);
        if (refused is not { Count: > 0 })
        {
            return "";
        }

        return most is null
            ? $"; 'when: {selection.When!.Source.Trim()}' refused {refused.Count}"
            : $"; '{most}' refused {refused.Count} (it was {string.Join(" or ", refused.Select(e => Seen(e, most.Field)).Distinct().Take(3))})";
    }

    private static List<DockerEvent> Refused(List<DockerEvent> reached, EventCondition condition) =>
        [.. reached.Where(e => !condition.Matches(e, new Captures()))];

    private static string Seen(DockerEvent e, EventField field) =>
        EventField.Read(e, field.Name) is { IsMissing: false } value ? VisibleText.Of(value.ToString(), LongestValue) : "absent";

    private static IEnumerable<string> Exceptions(Rule rule, Dictionary<string, List<DockerEvent>> matched) =>
        from exception in rule.Exceptions
        let count = matched.Values.SelectMany(m => m).DistinctBy(e => e.Id).Count(e => exception.Condition.Matches(e, new Captures()))
        where count > 0
        select $"exception '{exception.Name}': keeps the rule silent for {count} of these events";

    private static IEnumerable<string> OfTelling(Rule rule)
    {
        if (rule.Diagnosis is null)
        {
            yield return "diagnosis: the rule has none, so it tells nothing itself; expect what it hides with hidden_by";
        }
    }

    private static IEnumerable<string> OfCorrelation(Correlation correlation, bool tells, Dictionary<string, List<DockerEvent>> matched)
    {
        foreach (var forbidding in correlation.Unless.Where(u => matched[u].Count > 0))
        {
            yield return $"unless: {forbidding} was seen, which forbids a match near it";
        }

        foreach (var (key, selection, lacking) in Keyless(correlation, matched))
        {
            yield return $"by: {lacking} of {matched[selection].Count} {selection} has no {key}, so it shares that with none";
        }

        // A rule that only hides others may well have completed.
        if (!tells)
        {
            yield break;
        }

        var enough = correlation.Steps.Select(s => matched[s.Selection].Count >= s.AtLeast).ToList();
        if (correlation.Kind == CorrelationKind.Any ? enough.Contains(true) : !enough.Contains(false))
        {
            var by = correlation.By.Count > 0 ? $" with the same {string.Join(" and ", correlation.By.Select(k => k.Name))}" : "";
            yield return $"correlate: {correlation.Kind.ToString().ToLowerInvariant()} [{string.Join(", ", correlation.Steps.Select(Words))}]"
                + $" did not complete{by} within {Humanize.Duration(correlation.Within.TotalSeconds)}";
        }
    }

    private static IEnumerable<(string Key, string Selection, int Lacking)> Keyless(Correlation correlation, Dictionary<string, List<DockerEvent>> matched) =>
        from key in correlation.By
        from part in key.Fields
        where matched.ContainsKey(part.Key)
        let lacking = matched[part.Key].Count(e => EventField.Read(e, part.Value).IsMissing)
        where lacking > 0
        select (part.Value, part.Key, lacking);

    private static string Words(Step step) => step.AtLeast > 1 ? $"{step.AtLeast} {step.Selection}" : step.Selection;
}
