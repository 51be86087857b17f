using System.Text.Json;
using Diagnoser.Contracts;
using Diagnoser.Engine.Rules;

namespace Diagnoser.Engine.Correlation;

/// <summary>Reads a measured series that came with an event.</summary>
internal static class SampleReader
{
    private const int FewestForSlope = 3;
    private const double SecondsAnHour = 3600;
    private const double Negligible = 1e-9;

    /// <summary>Takes the wanted value of the series <see cref="EvidenceSpec.Path"/>.</summary>
    public static EvidenceReading Read(EvidenceSpec spec, DockerEvent dockerEvent)
    {
        if (EvidenceReader.Attached(dockerEvent, EvidenceKinds.Sample, out var why) is not { } sample)
        {
            return Known(spec, dockerEvent) ?? EvidenceReading.Missing(why);
        }

        var from = spec.Window is { } window ? dockerEvent.Time - window : DateTimeOffset.MinValue;
        var points = Points(sample.Data, spec.Path).Where(p => p.Time >= from).OrderBy(p => p.Time).ToList();
        if (points.Count == 0)
        {
            return Known(spec, dockerEvent) ?? EvidenceReading.Missing($"{spec.Path} was not measured");
        }

        var value = Taken(spec.Take, points);
        var (word, unit) = spec.Take switch
        {
            Take.Slope => ("growth per hour", spec.As),
            Take.TimeToZero => ("time to zero", spec.As == EvidenceUnit.None ? EvidenceUnit.Duration : spec.As),
            _ => (spec.Take.ToString().ToLowerInvariant(), spec.As),
        };
        return value.IsMissing
            ? EvidenceReading.Missing(value.Why!)
            : new EvidenceReading(value, [new EvidenceLine(points[^1].Time, "cgroup", $"{spec.Path} ({word} of {points.Count}) = {EventText.InUnit(value, unit)}")]);
    }

    // A run that the kernel killed at its own limit had reached it, sampled or not: its event says so.
    private static EvidenceReading? Known(EvidenceSpec spec, DockerEvent dockerEvent) =>
        spec is { Path: "cgroup.memory.peak", Take: Take.Max or Take.Last } && dockerEvent.Attributes[AttributeNames.MemoryPeak].TryGetNumber(out var peak)
            ? new EvidenceReading(Value.Of(peak), [new EvidenceLine(dockerEvent.Time, "cgroup", $"memory had reached {EventText.InUnit(Value.Of(peak), EvidenceUnit.Bytes)}")])
            : null;

    private static Value Taken(Take take, List<(DateTimeOffset Time, double Value)> points) => take switch
    {
        Take.First => Value.Of(points[0].Value),
        Take.Max => Value.Of(points.Max(p => p.Value)),
        Take.Min => Value.Of(points.Min(p => p.Value)),
        Take.Avg => Value.Of(points.Average(p => p.Value)),
        Take.Slope => Trend(points, (_, perHour) => Value.Of(perHour)),
        Take.TimeToZero => Trend(points, TimeToZero),
        _ => Value.Of(points[^1].Value),
    };

    /// <summary>The straight line through the points by least squares: its value at the last one, and its growth per hour.</summary>
    private static Value Trend(List<(DateTimeOffset Time, double Value)> points, Func<double, double, Value> read)
    {
        if (points.Count < FewestForSlope)
        {
            return Value.Missing($"only {points.Count} measurements, too few for a trend");
        }

        var hours = points.Select(p => (p.Time - points[0].Time).TotalHours).ToList();
        var (meanX, meanY) = (hours.Average(), points.Average(p => p.Value));
        var spread = hours.Sum(x => (x - meanX) * (x - meanX));
        if (spread == 0)
        {
            return Value.Missing("all measurements are of one instant");
        }

        var perHour = hours.Zip(points, (x, p) => (x - meanX) * (p.Value - meanY)).Sum() / spread;
        return read(meanY + ((hours[^1] - meanX) * perHour), perHour);
    }

    // What falls by less than this in an hour, relative to its value, is level but for the rounding of the sums.
    private static Value TimeToZero(double last, double perHour) =>
        perHour < -Negligible * Math.Abs(last) ? Value.Of(Math.Max(0, last / -perHour * SecondsAnHour)) : Value.Missing("it is not falling");

    private static IEnumerable<(DateTimeOffset Time, double Value)> Points(JsonElement data, string metric)
    {
        foreach (var point in data.ValueKind == JsonValueKind.Array ? data.EnumerateArray() : default)
        {
            if (point.ValueKind == JsonValueKind.Object
                && point.TryGetProperty("time", out var time) && time.ValueKind == JsonValueKind.String && time.TryGetDateTimeOffset(out var at)
                && point.TryGetProperty(metric, out var value) && value.ValueKind == JsonValueKind.Number)
            {
                yield return (at, value.GetDouble());
            }
        }
    }
}
