using System.Globalization;
using Diagnoser.Collector.Evidence;

namespace Diagnoser.Collector.Sources.Events;

/// <summary>What a raw line says that its container's other lines do not, however the line was read.</summary>
internal readonly record struct RawAccount(string Id, string Type, string Detail, long TimeNano, long? ExitCode, long? ExecDuration, int? Signal)
{
    public DateTimeOffset Time => DateTimeOffset.UnixEpoch.AddTicks(TimeNano / 100);

    public static RawAccount Of(in RawLine raw) => new(raw.Id, raw.Type, raw.Detail, raw.TimeNano, raw.ExitCode, raw.ExecDuration, raw.Signal);

    public static RawAccount Of(RawEvent raw) => new(
        raw.ComputeId(""),
        raw.Type,
        raw.Detail,
        raw.TimeNano,
        Whole(raw.Attribute("exitCode")),
        Whole(raw.Attribute("execDuration")),
        Signals.Number(raw.Attribute("signal")));

    private static long? Whole(string? text) =>
        long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;
}
