using Diagnoser.Contracts;

namespace Diagnoser.Engine.Events.Schemas;

/// <summary>Our own collector, and what rules conclude.</summary>
internal static class CollectorSchemas
{
    private static readonly IReadOnlyList<EventField> Blind =
    [
        new(AttributeNames.BlindSource, FieldType.Text, "which source was blind"),
        new(AttributeNames.BlindKind, FieldType.Text, "how it came to be blind")
        {
            Values = ["not_running", "disconnected", "overflow", "dropped", "unreadable", "clock_step"],
        },
        new(AttributeNames.BlindCount, FieldType.Integer, "how many events it concerns; absent if that is not known"),
        new(AttributeNames.BlindRecovered, FieldType.Boolean, "true if all of that time was read afterwards, so that nothing is missing"),
        new(AttributeNames.BlindFrom, FieldType.Text, "since when"),
        new(AttributeNames.BlindReason, FieldType.Text, "why"),
        new(AttributeNames.BlindLost, FieldType.Text, "what may be missing because of it"),
    ];

    private static readonly EventField KernelLogReadable =
        new(AttributeNames.KernelLogReadable, FieldType.Boolean, "true if the collector can read the kernel log");

    private static readonly IReadOnlyList<EventField> Heartbeat =
    [
        new(AttributeNames.CollectorClock, FieldType.Time, "what its clock shows"),
        new(AttributeNames.CollectorLastEvent, FieldType.Time, "when the newest of the engine's events happened that it has; absent before the first"),
        new(AttributeNames.CollectorBlindWindows, FieldType.Integer, "blind windows since it started"),
        new(AttributeNames.SpoolCount, FieldType.Integer, "events that wait in its spool"),
        new(AttributeNames.SpoolBytes, FieldType.Bytes, "what its spool takes"),
        new(AttributeNames.SpoolOldestAge, FieldType.Duration, "how long ago the oldest event happened that waits; absent if none waits"),
        new(AttributeNames.SpoolLost, FieldType.Integer, "events that its spool has lost since it started"),
        new(AttributeNames.HostOomKillsTotal, FieldType.Integer, "the host's OOM kill counter since it booted; absent if not known"),
    ];

    private static readonly IReadOnlyList<EventField> Silent =
    [
        new("collector.last_seen", FieldType.Time, "when it was last heard of"),
        new("collector.silent_for", FieldType.Duration, "how long ago that is"),
    ];

    private static readonly IReadOnlyList<EventField> Concluded =
    [
        new("diagnosis.rule", FieldType.Text, "the rule that concluded"),
        new("diagnosis.code", FieldType.List, "its catalogue codes"),
        new("diagnosis.severity", FieldType.Text, "how much must be done") { Values = ["info", "warning", "critical"] },
        new("diagnosis.certainty", FieldType.Text, "how sure it is") { Values = ["confirmed", "probable", "inconclusive"] },
    ];

    public static IEnumerable<EventSchema> All()
    {
        yield return new(EventTypes.CollectorStarted, "the collector started", EventSources.Collector, [.. FieldGroups.Every, KernelLogReadable]);
        yield return new(EventTypes.CollectorBlind, "a blind window of the collector ended", EventSources.Collector, [.. FieldGroups.Every, .. Blind]);
        yield return new(EventTypes.CollectorHeartbeat, "the collector lives, every 10 s; moves its host's clock, and is kept by no store", EventSources.Collector, [.. FieldGroups.Every, .. Heartbeat]);
        yield return new(EventTypes.CollectorSilent, "a collector has not been heard of for too long", EventSources.Server, [.. FieldGroups.Every, .. Silent]) { IsMade = false };
        yield return new(EventTypes.Diagnosis, "a rule concluded; for rules across hosts", EventSources.Engine, [.. FieldGroups.Running, .. Concluded]) { IsMade = false };
    }
}
