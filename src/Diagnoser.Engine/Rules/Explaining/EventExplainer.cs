using Diagnoser.Contracts;
using Diagnoser.Engine.Events;
using Diagnoser.Engine.Rules.Conditions;
using Diagnoser.Engine.Rules.Templates;

namespace Diagnoser.Engine.Rules.Explaining;

/// <summary>Says what a selection made of an event: the same compiled conditions, one by one, with what they saw.</summary>
internal static class EventExplainer
{
    private const int LongestValue = 120;

    /// <summary>Explains one event of the selection's type.</summary>
    public static EventExplanation Explain(Selection selection, DockerEvent e)
    {
        var captures = new Captures();
        var alternatives = selection.Alternatives.Select(a => new AlternativeExplanation([.. a.Select(p => Explain(p, e, captures))])).ToList();
        var nearest = alternatives.Index().MinBy(a => a.Item.Refusals).Index;
        return new EventExplanation(
            e.Id, e.Time, e.Host.Name, SubjectOf(e), selection.Condition.Matches(e, new Captures()), alternatives, nearest)
        {
            When = selection.When is { } when ? Explain(when, e, captures) : null,
        };
    }

    /// <summary>A field of the event as it is shown.</summary>
    public static NamedValue Read(DockerEvent e, string field, Captures captures, FieldType type = FieldType.Text)
    {
        var value = EventField.Read(e, field, captures);
        return value.IsMissing ? new NamedValue(field, Absent(e, field, value), IsAbsent: true) : new NamedValue(field, Shown(value, type));
    }

    /// <summary>What an event is about, in a word.</summary>
    public static string SubjectOf(DockerEvent e) => e.Subject.Name is { Length: > 0 } name ? name : e.Subject.Id;

    private static PredicateExplanation Explain(Predicate predicate, DockerEvent e, Captures captures)
    {
        var seen = Read(e, predicate.Field.Name, captures, predicate.Field.Type);
        return new PredicateExplanation(VisibleText.Of(predicate.ToString()), predicate.Condition.Matches(e, captures), seen.Value, seen.IsAbsent);
    }

    private static WhenExplanation Explain(WhenClause clause, DockerEvent e, Captures captures)
    {
        var when = clause.Condition as WhenCondition;
        var value = when?.Evaluate(e, captures) ?? Value.Of(clause.Condition.Matches(e, captures));
        return new WhenExplanation(
            VisibleText.Of(clause.Source.Trim()),
            value.IsTrue,
            VisibleText.Of(value.IsMissing ? $"not known: {value.Why}" : value.ToString(), LongestValue),
            [.. (when?.Names ?? []).Order(StringComparer.Ordinal).Select(n => Read(e, n, captures, EventCatalogue.FindField(n)?.Type ?? FieldType.Text))]);
    }

    private static string Shown(Value value, FieldType type)
    {
        var text = VisibleText.Of(value.ToString(), LongestValue);
        return value.Kind != ValueKind.Number ? text : type switch
        {
            FieldType.Bytes => $"{text} ({Humanize.Bytes(value.AsNumber)})",
            FieldType.Duration => $"{text} s",
            FieldType.Ratio => $"{text} ({Humanize.Percent(value.AsNumber)})",
            _ => text,
        };
    }

    // An event says why it lacks what its source could not read; a field that came from there is lacking for that.
    private static string Absent(DockerEvent e, string field, Value value)
    {
        var said = e.Missing.FirstOrDefault(m => m.What == field) is not null;
        var why = said || e.Missing.Count == 0
            ? value.Why!
            : $"{value.Why}; the event lacks {string.Join("; ", e.Missing.Select(m => $"{m.What}: {m.Why}"))}";
        return VisibleText.Of(why, LongestValue * 2);
    }
}
