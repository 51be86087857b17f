using System.Globalization;
using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Sources;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Spool;

/// <summary>Speaks for the collector of a host: the spool tells of losses under the names that the collector's own events have.</summary>
/// <param name="Host">The host.</param>
/// <param name="Daemon">Its engine.</param>
internal sealed record DaemonVoice(HostRef Host, Subject Daemon)
{
    private const string Source = "spool";

    /// <summary>The voice of an event that the collector made about itself; null if it is another.</summary>
    public static DaemonVoice? Of(DockerEvent dockerEvent) =>
        dockerEvent is { Type: EventTypes.CollectorStarted or EventTypes.CollectorHeartbeat, Subject.Kind: Subject.Daemon } ? new DaemonVoice(dockerEvent.Host, dockerEvent.Subject) : null;

    /// <summary>The event that tells of a loss.</summary>
    public DockerEvent Tell(SpoolLoss loss, string epoch)
    {
        var priority = Priorities.Name(loss.Priority);
        var count = loss.Count.ToString(CultureInfo.InvariantCulture);
        var nano = (loss.To - DateTimeOffset.UnixEpoch).Ticks * 100;
        var facts = new KeyValuePair<string, string>[]
        {
            new("epoch", epoch), new("priority", priority), new("from", Rfc3339.Format(loss.From)), new("count", count), new("cause", loss.Cause.ToString()),
        };
        return new DockerEvent(
            EventId.Compute(Daemon.Id, Source, EventTypes.CollectorBlind, Daemon.Id, nano, facts), EventTypes.CollectorBlind, loss.To, Host, Daemon)
        {
            Attributes = AttributeMap.From(
            [
                new(AttributeNames.BlindSource, BlindSources.Spool),
                new(AttributeNames.BlindKind, BlindKinds.Dropped),
                new(AttributeNames.BlindFrom, Rfc3339.Format(loss.From)),
                new(AttributeNames.BlindReason, loss.Cause == LossCause.Damage ? $"the spool was damaged ({priority} events)" : $"the spool had no room ({priority} events)"),
                new(AttributeNames.BlindLost, loss.Count == 0 ? "events that waited for the broker; how many is not known" : $"{count} {priority} events that waited for the broker"),
                new(AttributeNames.BlindCount, loss.Count > 0 ? loss.Count : default(AttributeValue)),
                new(AttributeNames.BlindRecovered, false),
            ]),
        };
    }
}
