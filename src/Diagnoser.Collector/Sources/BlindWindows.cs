using System.Globalization;
using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Publishing;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Sources;

/// <summary>Publishes when and to what the collector was blind.</summary>
internal sealed class BlindWindows(EventFactory factory, Outlet outlet)
{
    private const string Source = "collector";

    // Names of the contract, which rules and people search for; the sources' own names are for messages.
    private const string DockerEvents = "docker.events";
    private const string KernelLog = "kernel.log";

    public async Task PublishAsync(StreamLoss loss, int found, CancellationToken cancellationToken)
    {
        var lost = $"{found.ToString(CultureInfo.InvariantCulture)} starts, ends and changes were found by comparing states; what asked for them may be missing, and containers that came and went in between";
        await PublishAsync(loss.From, loss.To, DockerEvents, loss.Reason, lost, cancellationToken);
        if (loss.EngineWasGone)
        {
            // Its time is when the engine went away: that is what the stops of its containers belong to.
            var facts = new KeyValuePair<string, string>("to", Rfc3339.Format(loss.To));
            await outlet.PublishAsync(factory.Of(EventTypes.DaemonRestart, loss.From, Source, factory.Context.Daemon, [facts],
            [
                new(AttributeNames.EngineVersion, SnapshotAttributes.Text(factory.Context.Identity.Version)),
            ]), cancellationToken);
        }
    }

    public Task PublishKernelAsync(DateTimeOffset time, string why, CancellationToken cancellationToken) =>
        PublishAsync(time, time, KernelLog, why, "OOM kills and crashes may be missing", cancellationToken);

    public Task PublishOverflowAsync(DateTimeOffset time, long lost, CancellationToken cancellationToken) =>
        PublishAsync(time, time, DockerEvents, "events came faster than they could be taken", $"{lost.ToString(CultureInfo.InvariantCulture)} events", cancellationToken);

    private Task PublishAsync(DateTimeOffset from, DateTimeOffset to, string source, string reason, string lost, CancellationToken cancellationToken)
    {
        var facts = new KeyValuePair<string, string>[] { new("source", source), new("from", Rfc3339.Format(from)) };
        return outlet.PublishAsync(factory.Of(EventTypes.CollectorBlind, to, Source, factory.Context.Daemon, facts,
        [
            new(AttributeNames.BlindSource, source),
            new(AttributeNames.BlindFrom, Rfc3339.Format(from)),
            new(AttributeNames.BlindReason, reason),
            new(AttributeNames.BlindLost, lost),
        ]), cancellationToken);
    }
}
