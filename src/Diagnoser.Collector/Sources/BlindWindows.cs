using System.Globalization;
using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Publishing;
using Diagnoser.Collector.Sources.Events;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Sources;

/// <summary>Publishes when and to what the collector was blind.</summary>
internal sealed class BlindWindows(EventFactory factory, Outlet outlet)
{
    private const string Source = "collector";

    private long _count;

    /// <summary>How many there were.</summary>
    public long Count => Interlocked.Read(ref _count);

    public Task PublishAsync(Blindness blind, CancellationToken cancellationToken)
    {
        _ = Interlocked.Increment(ref _count);
        var facts = new KeyValuePair<string, string>[] { new("source", blind.Source), new("from", Rfc3339.Format(blind.From)) };
        return outlet.PublishAsync(factory.Of(EventTypes.CollectorBlind, blind.To, Source, factory.Context.Daemon, facts,
        [
            new(AttributeNames.BlindSource, blind.Source),
            new(AttributeNames.BlindKind, blind.Kind),
            new(AttributeNames.BlindFrom, Rfc3339.Format(blind.From)),
            new(AttributeNames.BlindReason, blind.Reason),
            new(AttributeNames.BlindLost, blind.Lost),
            new(AttributeNames.BlindCount, blind.Count is { } count ? count : default(AttributeValue)),
            new(AttributeNames.BlindRecovered, blind.IsRecovered),
        ]), cancellationToken);
    }

    /// <summary>A time without event stream, after it was made up for as far as possible.</summary>
    /// <param name="loss">That time.</param>
    /// <param name="isRemembered">True if the engine still remembered all its events of that time.</param>
    /// <param name="found">How many events were made up for by comparing states.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task PublishAsync(StreamLoss loss, bool isRemembered, int found, CancellationToken cancellationToken)
    {
        var isRecovered = isRemembered && loss.IsSameEngine;
        var compared = $"{found.ToString(CultureInfo.InvariantCulture)} starts, ends and changes were found by comparing states";
        await PublishAsync(
            new Blindness(
                loss.Kind,
                BlindSources.DockerEvents,
                loss.From,
                loss.To,
                loss.Reason,
                isRecovered ? $"nothing: the engine still knew its events of that time; {compared}" : $"{compared}; what asked for them may be missing, and containers that came and went in between")
            {
                IsRecovered = isRecovered,
            },
            cancellationToken);
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
}
