using System.Globalization;
using Diagnoser.Collector.Configuration;
using Diagnoser.Collector.Publishing;
using Diagnoser.Collector.Telemetry;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Cli;

/// <summary>What a running collector says about itself on stderr: a line at the start, notices as they come, a line at the end.</summary>
internal sealed class CollectorBanner(Surroundings surroundings, BrokerOptions broker, string folder)
{
    private readonly long _started = surroundings.Clock.GetTimestamp();
    private long _events;

    /// <summary>The engine that was found.</summary>
    public EndpointSearch? Search { get; set; }

    /// <summary>Counts; and says who is watched and what cannot be seen, once the collector tells.</summary>
    public void Seen(DockerEvent dockerEvent)
    {
        if (dockerEvent.IsHeartbeat)
        {
            return;
        }

        _ = Interlocked.Increment(ref _events);
        if (dockerEvent.Type != EventTypes.CollectorStarted)
        {
            return;
        }

        var engine = Search is { Identity: { } identity, Found: { } found } ? $"Docker {identity.Version} at {found.OriginalString}" : "Docker";
        var unseen = string.Concat(dockerEvent.Missing.Select(missing =>
            $"; cannot see {missing.What}: {missing.Why}" + (missing.Remedy is null ? "" : $" (to see it: {missing.Remedy})")));
        surroundings.Tell(
            $"watching {engine} as host {dockerEvent.Host.Name} ({dockerEvent.Host.Id}); broker {broker.Address}; data in {folder}{unseen}");
    }

    /// <summary>Where notices go besides.</summary>
    public OtlpLog? Log { get; init; }

    public void Notice(CollectorNotice notice)
    {
        surroundings.Tell($"{notice.Source}: {notice.Text}" + (notice.Remedy is null ? "" : $"; {notice.Remedy}"));
        Log?.Write(notice);
    }

    public void Stopped(long confirmed, long waiting, long lost)
    {
        var took = Durations.Text(surroundings.Clock.GetElapsedTime(_started));
        surroundings.Tell(string.Create(
            CultureInfo.InvariantCulture,
            $"stopped after {took}: {Interlocked.Read(ref _events)} events seen, {confirmed} confirmed by the broker, {waiting} wait in the spool, {lost} lost; data in {folder}"));
    }
}
