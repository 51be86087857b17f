using System.Diagnostics;
using System.Diagnostics.Metrics;
using Diagnoser.Collector.Spool;

namespace Diagnoser.Collector.Telemetry;

/// <summary>What the collector measures and traces of itself. Costs nothing while nobody listens.</summary>
internal static class CollectorMeters
{
    /// <summary>Name of the meter and of the source of spans.</summary>
    public const string Name = "Diagnoser.Collector";

    public static readonly ActivitySource Activities = new(Name);

    private static readonly Meter Meter = new(Name);

    public static readonly Counter<long> Spooled = Meter.CreateCounter<long>("diagnoser_events_spooled_total", description: "Events written to the spool.");

    public static readonly Counter<long> Confirmed = Meter.CreateCounter<long>("diagnoser_events_confirmed_total", description: "Events that the broker has confirmed.");

    public static readonly Counter<long> Dropped = Meter.CreateCounter<long>("diagnoser_events_dropped_total", description: "Events that could not be kept.");

    /// <summary>Measures what waits in this spool, until disposed.</summary>
    public static Meter Watch(EventSpool spool)
    {
        var meter = new Meter(Name);
        _ = meter.CreateObservableGauge("diagnoser_spool_events", () => spool.Count, description: "Events that wait in the spool.");
        _ = meter.CreateObservableGauge("diagnoser_spool_bytes", () => spool.Bytes, "By", "What the spool takes on disk.");
        return meter;
    }
}
