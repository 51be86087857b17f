using System.Globalization;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Topology;

namespace Diagnoser.Server.Cli.Rules;

/// <summary>How a rule decides, in sentences.</summary>
internal static class CorrelationWords
{
    public static IEnumerable<string> Of(Rule rule)
    {
        var correlation = rule.Correlation;
        yield return Kind(correlation);
        yield return Key(rule);
        foreach (var relation in correlation.Relate)
        {
            yield return $"They must be related: {Relation(relation)}.";
        }

        if (correlation.Unless.Count > 0)
        {
            yield return $"Not if {string.Join(" or ", correlation.Unless)} is seen within {Words.Of(correlation.Within)} before or after.";
        }

        foreach (var relation in correlation.UnlessRelated)
        {
            yield return $"Not if {Relation(relation)}.";
        }

        if (correlation.Disorder > TimeSpan.Zero)
        {
            yield return $"The clocks of the hosts may be {Words.Of(correlation.Disorder)} apart.";
        }

        if (rule.For is { } held)
        {
            yield return $"It must hold for {Words.Of(held)} before it is said.";
        }

        if (rule.Recover is { } recover)
        {
            var asks = string.Join(", or ", PredicateWords.Lines(recover.Selection.Alternatives, PredicateWords.Of, " and "));
            var quiet = recover.For > TimeSpan.Zero ? $", if it does not come again for {Words.Of(recover.For)}" : "";
            yield return $"It is over with {recover.Selection.EventType}{(asks.Length > 0 ? $" where {asks}" : "")}{quiet}.";
        }
    }

    /// <summary>A relation, as <c>api depends_on db (…)</c>.</summary>
    public static string Relation(RelationSpec relation)
    {
        var meaning = RelationTable.All.FirstOrDefault(r => r.Name == relation.Relation)?.Meaning;
        return $"{relation.From} {relation.Relation} {relation.To ?? relation.Name?.Source}{(meaning is null ? "" : $" ({meaning})")}";
    }

    private static string Kind(Correlation correlation)
    {
        var within = Words.Of(correlation.Within);
        var steps = correlation.Steps.Select(Step).ToList();
        return correlation.Kind switch
        {
            CorrelationKind.Any => steps.Count == 1 ? $"Each {steps[0]}." : $"Each {string.Join(" or ", steps)}.",
            CorrelationKind.All => $"{string.Join(" and ", steps)}, in any order, within {within}.",
            CorrelationKind.Sequence => $"{string.Join(", then ", steps)}, in this order, within {within}.",
            CorrelationKind.Count => $"{steps[0]} within {within}.",
            _ => $"{steps[0]}, and no {correlation.Absent} within {within} after it.",
        };
    }

    private static string Step(Step step) => step switch
    {
        { Distinct: { } field } => string.Create(CultureInfo.InvariantCulture, $"{step.Selection} with at least {step.AtLeast} different values of {field}"),
        { AtLeast: > 1 } => string.Create(CultureInfo.InvariantCulture, $"at least {step.AtLeast} of {step.Selection}"),
        _ => step.Selection,
    };

    private static string Key(Rule rule)
    {
        var where = rule.Scope == RuleScope.Fleet ? "on any hosts" : "on one host";
        var key = string.Join(" and ", rule.Correlation.By.Select(Part));
        return rule.Correlation switch
        {
            { By.Count: 0 } => $"All {where}.",
            { Kind: CorrelationKind.Any } => $"For each {key}, {where}.",
            _ => $"All {where}, with the same {key}.",
        };
    }

    private static string Part(KeyPart part) => part.Fields.Values.Distinct().Count() == 1
        ? part.Fields.Values.First()
        : $"{part.Name} ({string.Join(", ", part.Fields.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{f.Key}: {f.Value}"))})";
}
