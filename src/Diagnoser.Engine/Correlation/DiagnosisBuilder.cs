using Diagnoser.Contracts;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Topology;

namespace Diagnoser.Engine.Correlation;

/// <summary>Turns a match into the diagnosis its rule words, with evidence, what is missing, and the fixes that fit.</summary>
internal static class DiagnosisBuilder
{
    // The borders of design: confirmed from 0.9, probable from 0.6.
    private const double Confirmed = 0.9;
    private const double Probable = 0.6;
    private const double MostWhenProbable = 0.85;
    private const double MostWhenInconclusive = 0.5;
    private const int MostEvidenceLines = 60;

    /// <summary>Builds the diagnosis; the rule must have one.</summary>
    /// <param name="match">The match.</param>
    /// <param name="id">The diagnosis's id.</param>
    /// <param name="map">Who shares, holds and depends on what; null if no rule asks.</param>
    public static Diagnosis Build(Match match, string id, TopologyMap? map)
    {
        var (rule, spec) = (match.Rule, match.Rule.Diagnosis!);
        var scope = new MatchScope(match);
        var missing = new List<MissingEvidence>();
        var lines = match.Events.SelectMany(m => LinesOf(m.Event, m.Event.Id == match.Subject.Event.Id)).ToList();
        foreach (var evidence in rule.Evidence)
        {
            var reading = EvidenceReader.Read(evidence, match, scope, map);
            scope.Add(evidence, reading);
            lines.AddRange(reading.Lines);
            if (reading.Value.IsMissing)
            {
                missing.Add(new MissingEvidence(evidence.Name, reading.Value.Why!));
            }
        }

        var subject = match.Subject.Event;
        missing.InsertRange(0, match.Unseen.Concat(subject.Exit?.Missing ?? []).DistinctBy(m => m.What));
        var fixes = FixBuilder.Build(rule, subject, scope, missing);
        var confidence = Cap(spec.Confidence, match);
        return new Diagnosis(
            id,
            match.Time,
            rule.Id,
            rule.Codes,
            rule.Title,
            rule.Severity,
            subject.Host,
            subject.Subject,
            spec.Summary.Render(scope, RenderTarget.Text).Text ?? rule.Title,
            spec.Cause.Render(scope, RenderTarget.Text).Text ?? rule.Description,
            confidence,
            confidence >= Confirmed ? Certainty.Confirmed : confidence >= Probable ? Certainty.Probable : Certainty.Inconclusive,
            Ordered(lines),
            missing,
            fixes,
            [.. match.Events.Select(m => m.Event.Id).Distinct()])
        {
            RuleVersion = rule.Version,
            Service = subject.Service,
            Stack = subject.Stack,
            Run = subject.Run,
            Refines = rule.Refines,
            Occurrences = match.Occurrences,
            LastSeen = match.LastSeen != match.Time ? match.LastSeen : null,
            IncidentKey = IncidentKeyOf(rule, subject, scope),
        };
    }

    /// <summary>A conclusion is never surer than the verdict it rests on, and a raw recording or unseen source never confirms.</summary>
    private static double Cap(double confidence, Match match)
    {
        if (match.Unseen.Count > 0 || match.Events.Any(m => m.Event.Exit?.Certainty == Certainty.Inconclusive))
        {
            return Math.Min(confidence, MostWhenInconclusive);
        }

        var weak = match.Events.Any(m => m.Event.Exit?.Certainty == Certainty.Probable || IsRaw(m.Event));
        return weak ? Math.Min(confidence, MostWhenProbable) : confidence;
    }

    private static bool IsRaw(DockerEvent e) => e.Attributes[AttributeNames.Raw].TryGetBoolean(out var raw) && raw;

    private static IEnumerable<EvidenceLine> LinesOf(DockerEvent e, bool last)
    {
        yield return EventText.Of(e);
        if (e.Exit is { } exit && last)
        {
            // The error of a failed start is the event's own text already.
            foreach (var fact in exit.Facts.Where(f => e.Type == EventTypes.ContainerDie || !f.Contains(e.Attributes[AttributeNames.Error].ToString(), StringComparison.Ordinal)))
            {
                yield return new EvidenceLine(e.Time, "verdict", fact);
            }
        }
    }

    /// <summary>In time order; the earliest lines give way when there are too many, and how many is said.</summary>
    private static List<EvidenceLine> Ordered(List<EvidenceLine> lines)
    {
        var ordered = lines.DistinctBy(l => (l.Time, l.Source, l.Text)).OrderBy(l => l.Time).ToList();
        if (ordered.Count <= MostEvidenceLines)
        {
            return ordered;
        }

        var left = ordered.Count - MostEvidenceLines;
        return [new EvidenceLine(ordered[left].Time, "verdict", $"{left} earlier lines left out"), .. ordered.Skip(left)];
    }

    private static string IncidentKeyOf(Rule rule, DockerEvent subject, MatchScope scope)
    {
        var parts = rule.Incident.Key.Count > 0
            ? rule.Incident.Key.Select(name => scope.Resolve(name).ToString())
            : [subject.Host.Id, subject.Service ?? subject.Subject.Id];
        return EventId.Of(["incident", .. parts]);
    }
}
