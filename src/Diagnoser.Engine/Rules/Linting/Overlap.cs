namespace Diagnoser.Engine.Rules.Linting;

/// <summary>Whether one rule fires whenever another does. It says yes only when that is certain from what is written.</summary>
internal static class Overlap
{
    /// <summary>True if one of the two decides which is shown, or one of them shows nothing.</summary>
    public static bool IsSettled(Rule a, Rule b) =>
        a.Id == b.Id || a.Diagnosis is null || b.Diagnosis is null || a.Scope != b.Scope || Names(a, b) || Names(b, a)
        || a.Status == RuleStatus.Deprecated || b.Status == RuleStatus.Deprecated;

    /// <summary>Whatever makes the one fire makes the other fire.</summary>
    public static bool Holds(Rule from, Rule to)
    {
        var (a, b) = (from.Correlation, to.Correlation);
        if (b.Unless.Count + b.UnlessRelated.Count + b.Relate.Count > 0 || to.For > (from.For ?? TimeSpan.Zero))
        {
            return false;
        }

        return b.Kind switch
        {
            // One event is enough for it, and this one needs some such event.
            CorrelationKind.Any => a.Kind == CorrelationKind.Any ? a.Steps.All(s => IsStepOf(s)) : a.Steps.Any(s => IsStepOf(s)),
            CorrelationKind.All => a.Kind is CorrelationKind.All or CorrelationKind.Sequence && Fits() && b.Steps.All(t => a.Steps.Any(s => Covers(s, t))),
            CorrelationKind.Sequence => a.Kind == CorrelationKind.Sequence && Fits() && a.Disorder <= b.Disorder && InOrder(),
            CorrelationKind.Count => a.Kind == CorrelationKind.Count && Fits() && Covers(a.Steps[0], b.Steps[0]),
            _ => a.Kind == CorrelationKind.Absent && b.Within <= a.Within && Covers(a.Steps[0], b.Steps[0])
                && Implication.Holds(Of(to, b.Absent!), Of(from, a.Absent!)) && SharesKey(b.Absent!, a.Absent!),
        };

        bool IsStepOf(Step s) => b.Steps.Any(t => Implication.Holds(Of(from, s.Selection), Of(to, t.Selection)));

        bool Fits() => a.Within <= b.Within;

        bool Covers(Step s, Step t) =>
            s.AtLeast >= t.AtLeast && s.Distinct == t.Distinct
            && Implication.Holds(Of(from, s.Selection), Of(to, t.Selection)) && SharesKey(t.Selection, s.Selection);

        bool SharesKey(string wide, string narrow) =>
            b.By.All(k => a.By.Any(j => k.Fields.TryGetValue(wide, out var field) && j.Fields.TryGetValue(narrow, out var same) && field == same));

        bool InOrder()
        {
            var next = 0;
            foreach (var step in a.Steps)
            {
                next += next < b.Steps.Count && Covers(step, b.Steps[next]) ? 1 : 0;
            }

            return next == b.Steps.Count;
        }
    }

    private static bool Names(Rule a, Rule b) => a.Refines.Contains(b.Id) || a.Suppresses.Contains(b.Id) || a.Explains.Any(e => e.Rule == b.Id);

    private static Selection Of(Rule rule, string name) => rule.Selections.First(s => s.Name == name);
}
