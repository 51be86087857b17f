using System.Globalization;
using Diagnoser.Contracts;
using Diagnoser.Engine;
using Diagnoser.Engine.Correlation;
using Diagnoser.Engine.Rules;

namespace Diagnoser.Server.Cli.Rules;

/// <summary>Evidence, incidents and tests of a rule, in words.</summary>
internal static class RuleWords
{
    public static string Of(EvidenceSpec evidence)
    {
        var what = evidence.Kind switch
        {
            EvidenceSpecKind.Field => $"field {evidence.Path}",
            EvidenceSpecKind.Inspect => $"docker inspect {evidence.Path}",
            EvidenceSpecKind.Logs => string.Create(CultureInfo.InvariantCulture, $"{evidence.Lines} log lines"),
            EvidenceSpecKind.Sample => $"{Taken(evidence.Take)} {evidence.Path}",
            _ => $"topology {evidence.Path}",
        };
        var of = evidence.Of.Length > 0 ? $" of {evidence.Of}" : "";
        var window = evidence.Window is { } length ? $", at most {Words.Of(length)} before" : "";
        var match = evidence.Match is { } regex ? $", what matches {regex}" : "";
        var unit = evidence.As == EvidenceUnit.None ? "" : $", as {evidence.As.ToString().ToLowerInvariant()}";
        return what + of + window + match + unit;
    }

    public static string Of(IncidentSpec incident)
    {
        var key = incident.Key.Count == 0 ? "host and service" : string.Join(", ", incident.Key);
        return $"one for each {key}; said again after {Words.Of(incident.Cooldown)}; held open {Words.Of(incident.KeepOpen)} after the last match";
    }

    /// <summary>What the engine keeps of events for the rule at most.</summary>
    public static IEnumerable<string> Bounds(Rule rule)
    {
        var bounds = RuleBounds.Of(rule, new EngineOptions());
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"matched events for {Words.Of(bounds.Kept)}; at most {bounds.Window} of a key and selection, and {bounds.Keys} keys; beyond that the oldest go, and are counted");
        foreach (var step in rule.Correlation.Steps.Where(s => s.AtLeast > 1 || s.Distinct is not null))
        {
            var what = step.Distinct is { } field ? $"the values of {field} of the events of {step.Selection}" : $"the events of {step.Selection}";
            yield return string.Create(
                CultureInfo.InvariantCulture, $"to count: {what} in the last {Words.Of(rule.Correlation.Within)}, at most {bounds.Window} of a key; it takes {step.AtLeast}");
        }
    }

    public static string Of(RuleTest test) => $"{Happens(test)}: {(test.Expect.Count == 0 ? "nothing is said" : string.Join("; and ", test.Expect.Select(Said)))}";

    private static string Taken(Take take) => take switch
    {
        Take.Slope => "growth per hour of",
        Take.TimeToZero => "time to zero of",
        _ => $"{take.ToString().ToLowerInvariant()} of",
    };

    private static string Said(Expectation expectation) =>
        $"it speaks ({string.Join(", ", expectation.Fields.Select(f => $"{f.Key.Replace("|", " ", StringComparison.Ordinal)} {f.Value}"))})";

    private static string Happens(RuleTest test)
    {
        var parts = new List<string>();
        for (var i = 0; i < test.Events.Count;)
        {
            var first = test.Events[i];
            var count = test.Events.Skip(i).TakeWhile(e => e.Type == first.Type && e.Subject.Name == first.Subject.Name).Count();
            var times = count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"{count} times ");
            parts.Add($"{times}{first.Type}{(first.Subject.Name.Length > 0 ? $" of {first.Subject.Name}" : "")}{After(test, first)}");
            i += count;
        }

        return parts.Count == 0 ? "nothing happens" : string.Join(", ", parts);
    }

    private static string After(RuleTest test, DockerEvent e)
    {
        var after = e.Time - test.Events[0].Time;
        return after > TimeSpan.Zero ? $" after {Words.Of(after)}" : "";
    }
}
