using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Diagnoser.Contracts;
using Diagnoser.Engine.Events;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Topology;

namespace Diagnoser.Engine.Correlation;

/// <summary>Reads the evidence that a rule names from what its matched events carried. Nothing is fetched.</summary>
internal static class EvidenceReader
{
    private const double NanosecondsPerSecond = 1e9;

    /// <summary>Reads one piece of evidence; without a map what only the topology knows is missing.</summary>
    public static EvidenceReading Read(EvidenceSpec spec, Match match, MatchScope scope, TopologyMap? map = null)
    {
        if (spec.Kind == EvidenceSpecKind.Field)
        {
            var value = scope.Resolve(spec.Path);
            return value.IsMissing ? EvidenceReading.Missing(value.Why!) : new EvidenceReading(Matched(spec, value), []);
        }

        if (match.Of(spec.Of).LastOrDefault() is not { } carrier)
        {
            return EvidenceReading.Missing($"{spec.Of} was not seen");
        }

        return spec.Kind switch
        {
            EvidenceSpecKind.Inspect => Inspect(spec, carrier.Event),
            EvidenceSpecKind.Logs => Logs(spec, carrier.Event),
            EvidenceSpecKind.Sample => SampleReader.Read(spec, carrier.Event),
            EvidenceSpecKind.Topology => TopologyReader.Read(spec, carrier.Event, scope, map),
            _ => EvidenceReading.Missing("this kind of evidence is not known"),
        };
    }

    /// <summary>The attached evidence of a kind; null, and why, if there is none.</summary>
    internal static Evidence? Attached(DockerEvent dockerEvent, string kind, out string why)
    {
        var missing = dockerEvent.Missing.FirstOrDefault(m => m.What == kind);
        why = missing is null ? $"no {kind} came with {dockerEvent.Type}" : $"{kind}: {missing.Why}";
        return dockerEvent.Evidence.LastOrDefault(e => e.Kind == kind);
    }

    private static EvidenceReading Inspect(EvidenceSpec spec, DockerEvent dockerEvent)
    {
        if (Attached(dockerEvent, EvidenceKinds.Inspect, out var why) is not { } inspect)
        {
            return EvidenceReading.Missing(why);
        }

        var element = inspect.Data;
        foreach (var part in spec.Path.Split('.'))
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(part, out element))
            {
                return EvidenceReading.Missing($"inspect has no {spec.Path}");
            }
        }

        var value = Matched(spec, OfJson(element, spec));
        return value.IsMissing
            ? EvidenceReading.Missing(value.Why!)
            : new EvidenceReading(value, [Line(inspect.Time, "inspect", $"{spec.Path} = {EventText.InUnit(value, spec.As)}")]);
    }

    private static Value OfJson(JsonElement element, EvidenceSpec spec) => element.ValueKind switch
    {
        JsonValueKind.String => Value.Of(element.GetString()!),
        JsonValueKind.True => Value.Of(true),
        JsonValueKind.False => Value.Of(false),
        JsonValueKind.Array => Value.Of([.. element.EnumerateArray().Select(e => e.ValueKind == JsonValueKind.String ? e.GetString()! : e.GetRawText())]),
        JsonValueKind.Number => Value.Of(spec.As is EvidenceUnit.Duration or EvidenceUnit.Cpus
            ? element.GetDouble() / NanosecondsPerSecond
            : element.GetDouble()),
        JsonValueKind.Object => Value.Of(element.GetRawText()),
        _ => Value.Missing($"inspect says nothing of {spec.Path}"),
    };

    private static EvidenceReading Logs(EvidenceSpec spec, DockerEvent dockerEvent)
    {
        if (Attached(dockerEvent, EvidenceKinds.Logs, out var why) is not { } logs)
        {
            return EvidenceReading.Missing(why);
        }

        var from = spec.Window is { } window ? dockerEvent.Time - window : DateTimeOffset.MinValue;
        var lines = LogLines.Of(logs).Where(l => l.Time >= from);
        if (spec.Match is null)
        {
            var tail = lines.TakeLast(spec.Lines).ToList();
            return new EvidenceReading(Value.Of([.. tail.Select(l => l.Text)]), [.. tail.Select(l => Line(l.Time, "logs", l.Text))]);
        }

        var hits = lines.Select(l => (Line: l, Match: spec.Match.Match(l.Text))).Where(x => x.Match.Success).ToList();
        if (hits.Count == 0)
        {
            return EvidenceReading.Missing("no log line matches");
        }

        var (line, hit) = spec.Take == Take.First ? hits[0] : hits[^1];
        return new EvidenceReading(Value.Of(Caught(hit)), [Line(line.Time, "logs", line.Text)]);
    }

    /// <summary>Applies the <c>match</c> of a spec to a text or to the first entry of a list that matches.</summary>
    private static Value Matched(EvidenceSpec spec, Value value)
    {
        if (spec.Match is null)
        {
            return spec.As == EvidenceUnit.Integer && value.AsText is { } digits
                && double.TryParse(digits, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
                ? Value.Of(number)
                : value;
        }

        foreach (var text in value.AsList ?? [value.ToString()])
        {
            if (spec.Match.Match(text) is { Success: true } hit)
            {
                return Value.Of(Caught(hit));
            }
        }

        return Value.Missing($"{spec.Name}: nothing matches");
    }

    private static string Caught(System.Text.RegularExpressions.Match hit) =>
        hit.Groups.Cast<Group>().Skip(1).FirstOrDefault(g => g.Success)?.Value ?? hit.Value;

    private static EvidenceLine Line(DateTimeOffset time, string source, string text) => new(time, source, text);
}
