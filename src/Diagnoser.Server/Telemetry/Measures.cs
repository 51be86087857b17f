using System.Diagnostics.Metrics;

namespace Diagnoser.Server.Telemetry;

/// <summary>What the server counts about itself. Never a container's id or name as a label.</summary>
internal static class Measures
{
    /// <summary>The name under which they are exported.</summary>
    public const string Name = "Diagnoser.Server";

    private static readonly Meter Meter = new(Name);

    /// <summary>Events that arrived, repetitions included.</summary>
    public static readonly Counter<long> EventsReceived = Meter.CreateCounter<long>("diagnoser_events_received_total", description: "Events that arrived, repetitions included.");

    /// <summary>Events that were not there yet.</summary>
    public static readonly Counter<long> EventsKept = Meter.CreateCounter<long>("diagnoser_events_kept_total", description: "Events that were not there yet.");

    /// <summary>From the event to its being processed.</summary>
    public static readonly Histogram<double> EventLag = Meter.CreateHistogram(
        "diagnoser_event_lag_seconds",
        "s",
        "From an event to its being processed.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300] });

    /// <summary>What waits for the rules that see the fleet.</summary>
    public static readonly Gauge<long> FleetInboxRows = Meter.CreateGauge<long>("diagnoser_fleet_inbox_rows", description: "Events and diagnoses that wait for the rules that see the fleet.");

    /// <summary>From an event to its being processed by the rules that see the fleet.</summary>
    public static readonly Histogram<double> FleetLag = Meter.CreateHistogram(
        "diagnoser_fleet_lag_seconds",
        "s",
        "From an event to its being processed by the rules that see the fleet.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300] });

    /// <summary>Diagnoses that were shown, by rule.</summary>
    public static readonly Counter<long> RuleMatches = Meter.CreateCounter<long>("diagnoser_rule_matches_total", description: "Diagnoses that were shown, by rule.");

    /// <summary>What bounded windows had to drop, by rule.</summary>
    public static readonly Counter<long> RuleWindowsDropped = Meter.CreateCounter<long>(
        "diagnoser_rule_windows_dropped_total", description: "What the bounded windows of a rule had to drop.");

    /// <summary>How often nothing was concluded from an absence since nobody could have seen, by rule.</summary>
    public static readonly Counter<long> RuleAbsencesSuspended = Meter.CreateCounter<long>(
        "diagnoser_rule_absences_suspended_total", description: "How often a rule concluded nothing from an absence since nobody could have seen.");

    /// <summary>Containers that the topology forgot though they still existed, because there were too many.</summary>
    public static readonly Counter<long> TopologyContainersForgotten = Meter.CreateCounter<long>(
        "diagnoser_topology_containers_forgotten_total", description: "Containers that the topology forgot though they still existed, because there were too many.");

    /// <summary>Rules in use.</summary>
    public static readonly Gauge<long> Rules = Meter.CreateGauge<long>("diagnoser_rules", description: "Rules in use.");

    /// <summary>Runbook files with errors: used in an older version, in part, or left out.</summary>
    public static readonly Gauge<long> RunbooksBroken = Meter.CreateGauge<long>(
        "diagnoser_runbooks_broken", description: "Runbook files with errors: used in an older version, in part, or left out.");

    /// <summary>Overrides whose last day is over, so that nothing of them applies.</summary>
    public static readonly Gauge<long> OverridesEnded = Meter.CreateGauge<long>(
        "diagnoser_overrides_ended", description: "Overrides whose last day is over, so that nothing of them applies.");

    /// <summary>Readings of changed runbooks, by outcome: applied, applied_in_part, refused.</summary>
    public static readonly Counter<long> RuleReloads = Meter.CreateCounter<long>(
        "diagnoser_rules_reloads_total", description: "Readings of changed runbooks, by outcome: applied, applied_in_part, refused.");

    /// <summary>Changes of incidents, by change.</summary>
    public static readonly Counter<long> IncidentChanges = Meter.CreateCounter<long>("diagnoser_incident_changes_total", description: "Changes of incidents, by change.");

    /// <summary>Notifications, by notifier and outcome.</summary>
    public static readonly Counter<long> Notifications = Meter.CreateCounter<long>("diagnoser_notifications_total", description: "Notifications, by notifier and outcome.");

    /// <summary>Records that were set aside, by origin.</summary>
    public static readonly Counter<long> Quarantined = Meter.CreateCounter<long>("diagnoser_quarantined_total", description: "Records that were set aside because they could not be read or processed.");
}
