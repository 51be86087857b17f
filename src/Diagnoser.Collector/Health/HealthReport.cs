using System.Globalization;
using Diagnoser.Collector.Configuration;

namespace Diagnoser.Collector.Health;

/// <summary>Whether a collector is well. One that waits for its engine or its broker is: a restart would not help it.</summary>
/// <param name="IsWell">True if it runs, is not stuck, and keeps what it sees.</param>
/// <param name="Text">One line that says so.</param>
internal sealed record HealthReport(bool IsWell, string Text)
{
    /// <summary>After this long without a word a collector counts as stuck. It speaks every second.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static HealthReport Of(CollectorStatus? status, string folder, DateTimeOffset now)
    {
        if (status is null)
        {
            return new HealthReport(false, $"no collector has run with its data in {folder}");
        }

        var age = now - status.Time;
        if (status.HasEnded)
        {
            return new HealthReport(false, $"the collector ended {Ago(age)}");
        }

        if (age > Patience)
        {
            return new HealthReport(false, $"the collector (process {status.ProcessId}) has been silent for {Durations.Text(age)}: it was killed or is stuck");
        }

        var broker = status.BrokerTrouble is { } trouble ? $"broker: {trouble}" : "broker: connected";
        var counts = string.Create(CultureInfo.InvariantCulture, $"{status.Waiting} events wait ({Sizes.Text(status.SpoolBytes)}), {status.Confirmed} confirmed");
        var lost = status.Lost > 0
            ? string.Create(CultureInfo.InvariantCulture, $", {status.Lost} lost ({status.LostCritical} critical, {status.LostEvidence} evidence, {status.LostRoutine} routine)")
            : "";
        return status.SpoolTrouble is { } spool
            ? new HealthReport(false, $"{spool}; {counts}{lost}")
            : new HealthReport(true, $"{status.Engine}; {broker}; {counts}{lost}");
    }

    private static string Ago(TimeSpan age) => age < TimeSpan.FromSeconds(1) ? "just now" : $"{Durations.Text(age)} ago";
}
