using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Sources.Events;
using Diagnoser.Collector.Sources.Kernel;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Sources;

/// <summary>Says that the collector lives, and what it sees. What its spool holds is added where that is known.</summary>
internal sealed class Heartbeats(SourceKit kit, EventFunnel funnel, MemorySampler sampler, BlindWindows blindWindows)
{
    private const string Source = "collector";

    public Task PublishAsync(CancellationToken cancellationToken)
    {
        var now = kit.Clock.GetUtcNow();
        return kit.Outlet.PublishAsync(
            kit.Factory.Of(EventTypes.CollectorHeartbeat, now, Source, kit.Factory.Context.Daemon, [],
            [
                new(AttributeNames.CollectorClock, Rfc3339.Format(now)),
                new(AttributeNames.CollectorLastEvent, funnel.LastNano > 0 ? Rfc3339.Format(DateTimeOffset.UnixEpoch.AddTicks(funnel.LastNano / 100)) : default(AttributeValue)),
                new(AttributeNames.CollectorBlindWindows, blindWindows.Count),
                new(AttributeNames.HostOomKillsTotal, sampler.HostKills() is { } kills ? kills : default(AttributeValue)),
            ]),
            cancellationToken);
    }
}
