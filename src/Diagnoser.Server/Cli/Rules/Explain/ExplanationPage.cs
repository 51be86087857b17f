using System.Buffers;
using System.Globalization;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Explaining;
using Diagnoser.Server.Cli.Output;
using Diagnoser.Server.Incidents;

namespace Diagnoser.Server.Cli.Rules.Explain;

/// <summary>An explanation as a rule's author reads it: selections, correlation, outcome.</summary>
internal sealed class ExplanationPage(TextWriter output, Paint paint)
{
    private const int MostValues = 3;
    private const int IdLength = 64;
    private const int ShortId = 12;

    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");

    private string Yes => paint.Good(paint.Unicode ? "✓" : "yes");

    private string No => paint.Bad(paint.Unicode ? "✗" : "no");

    public void Write(RuleExplanation explanation)
    {
        var rule = explanation.Rule;
        output.WriteLine($"{paint.Bold(Safe(rule.Title))}  {paint.Dim(Safe(rule.Id))}");
        output.WriteLine(paint.Dim($"{Report.Count(explanation.Events, "event")} went through all rules"));
        output.WriteLine();
        output.WriteLine(paint.Bold("selections"));
        foreach (var selection in explanation.Selections)
        {
            Write(selection);
        }

        Correlation(rule, explanation);
        output.WriteLine();
        output.WriteLine(paint.Bold("outcome"));
        if (explanation.Outcomes.Count == 0)
        {
            output.WriteLine($"  {No} {Silence(explanation)}");
        }

        foreach (var outcome in explanation.Outcomes)
        {
            Write(outcome);
        }

        foreach (var note in explanation.Notes.Distinct())
        {
            output.WriteLine($"  {paint.Dim($"note: {Safe(note)}")}");
        }
    }

    private void Write(SelectionExplanation selection)
    {
        var role = selection.Role switch
        {
            SelectionRole.Absent => ", must not come",
            SelectionRole.Unless => ", forbids a match",
            SelectionRole.Context => ", comes along",
            SelectionRole.Recover => ", ends the condition",
            _ => "",
        };
        var count = selection.Came == 0 ? "none came" : string.Create(CultureInfo.InvariantCulture, $"{selection.Matched} of {selection.Came} matched");
        var excepted = selection.Excepted > 0 ? $", {selection.Excepted} of them silenced by an exception" : "";
        var keyless = selection.Keyless > 0 ? $", {selection.Keyless} of them without the key" : "";
        output.WriteLine($"  {Safe(selection.Name)}: {Safe(selection.EventType)}{role}: {count}{excepted}{keyless}");
        foreach (var match in selection.Matches)
        {
            output.WriteLine($"    {Yes} {Place(match)}{Key(match)}");
            Because(match.ExceptedBy is { } exception ? $"exception '{exception}' keeps the rule silent about it" : null);
            Because(match.KeyLacks is { } part ? $"it has no {part}, by which the rule correlates, so it comes together with nothing" : null);
        }

        foreach (var refusal in selection.Refusals)
        {
            Refused(refusal);
        }

        var more = selection.Came - selection.Matched - selection.Refusals.Count;
        if (more > 0)
        {
            output.WriteLine(paint.Dim($"    and {Report.Count(more, "other")} that came less near, or earlier"));
        }
    }

    private void Refused(EventExplanation refusal)
    {
        output.WriteLine($"    {No} {Place(refusal)}");
        if (refusal.Alternatives.Count > 1)
        {
            output.WriteLine(paint.Dim($"      alternative {refusal.Nearest + 1} of {refusal.Alternatives.Count} came nearest:"));
        }

        foreach (var predicate in refusal.Alternatives[refusal.Nearest].Predicates)
        {
            var seen = predicate.IsAbsent ? $"absent: {predicate.Seen}" : $"it was {predicate.Seen}";
            output.WriteLine($"      {(predicate.Holds ? Yes : No)} {Safe(predicate.Text)}  {paint.Dim(Safe(seen))}");
        }

        if (refusal.When is { } when)
        {
            output.WriteLine($"      {(when.Holds ? Yes : No)} when: {Safe(when.Source)}  {paint.Dim(Safe($"is {when.Value}"))}");
            foreach (var name in when.Names)
            {
                output.WriteLine(paint.Dim($"          {Safe(name.Name)} {(name.IsAbsent ? "is absent:" : "=")} {Safe(name.Value)}"));
            }
        }
    }

    private void Correlation(Rule rule, RuleExplanation explanation)
    {
        var correlation = rule.Correlation;
        var steps = string.Join(", ", correlation.Steps.Select(s => s.AtLeast > 1 ? $"{s.AtLeast} {s.Selection}" : s.Selection));
        var by = correlation.By.Count > 0 ? $" by {string.Join(", ", correlation.By.Select(k => k.Name))}" : "";
        var what = correlation.Absent is { } absent ? $"{absent} absent after {steps}" : $"{correlation.Kind.ToString().ToLowerInvariant()} of {steps}";
        output.WriteLine();
        output.WriteLine(paint.Bold("correlation") + $"  {Safe(what)}{Safe(by)} within {Collector.Configuration.Durations.Text(correlation.Within)}");
        if (explanation.Keys.Count == 0)
        {
            output.WriteLine($"  {No} no matched event to correlate");
        }

        foreach (var key in explanation.Keys)
        {
            Write(key);
        }

        if (explanation.KeysLeftOut > 0)
        {
            output.WriteLine(paint.Dim($"  and {Report.Count(explanation.KeysLeftOut, "other key")}"));
        }
    }

    private void Write(KeyExplanation key)
    {
        var name = key.Values.Count == 0 ? "all events" : string.Join(", ", key.Values.Take(MostValues).Select(Words));
        output.WriteLine($"  {Safe(name)}{(key.Host is { } host ? $" on {Safe(host)}" : "")}");
        if (key.Completions.Count > 0)
        {
            var more = key.Completions.Count > MostValues ? $" and {Report.Count(key.Completions.Count - MostValues, "time")} more" : "";
            output.WriteLine($"    {Yes} complete at {string.Join(", ", key.Completions.Take(MostValues).Select(PeoplePrinter.Clock))}{more}");
        }

        if (key.Attempt is { } attempt)
        {
            output.WriteLine($"    {No} not complete with {Safe(attempt.Selection)} of {PeoplePrinter.Clock(attempt.Time)}");
            foreach (var reason in attempt.Reasons)
            {
                output.WriteLine($"      {Safe(reason)}");
            }
        }

        foreach (var held in key.Held)
        {
            output.WriteLine($"    {Safe(held)}");
        }
    }

    private void Write(OutcomeExplanation outcome)
    {
        var diagnosis = outcome.Diagnosis;
        output.WriteLine($"  {(outcome.Shown ? Yes : No)} {PeoplePrinter.Clock(diagnosis.Time)}  {Safe(diagnosis.Summary)}");
        output.WriteLine($"      diagnosis {IncidentText.Short(diagnosis.Id)}, {diagnosis.Certainty.ToString().ToLowerInvariant()}: {Safe(outcome.Text)}");
    }

    private static string Silence(RuleExplanation explanation) =>
        explanation.Rule.Diagnosis is null ? "the rule only suppresses others; it says nothing itself"
        : explanation.Keys.Any(k => k.Completions.Count > 0) ? "it matched, and has said nothing yet"
        : "it did not fire";

    private void Because(string? why)
    {
        if (why is not null)
        {
            output.WriteLine($"      {Safe(why)}");
        }
    }

    private static string Place(EventExplanation e) => $"{PeoplePrinter.Clock(e.Time)}  {TerminalText.Name(e.Subject)} on {TerminalText.Name(e.Host)}";

    private string Key(EventExplanation e) => e.Key.Count == 0 ? ""
        : paint.Dim("  " + Safe(string.Join(", ", e.Key.Where(k => !k.IsAbsent).Select(Words))));

    // An id of 64 digits is known by its first, as docker ps shows it.
    private static string Words(NamedValue value) =>
        $"{value.Name} {(value.Value.Length >= IdLength && value.Value.AsSpan(0, IdLength).IndexOfAnyExcept(Hexadecimal) < 0 ? value.Value.Remove(ShortId, IdLength - ShortId) : value.Value)}";

    private static string Safe(string text) => TerminalText.Line(text, TerminalText.RuleTextLimit);
}
