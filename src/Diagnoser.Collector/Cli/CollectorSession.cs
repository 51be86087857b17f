using Diagnoser.Collector.Configuration;
using Diagnoser.Collector.Health;
using Diagnoser.Collector.Publishing;
using Diagnoser.Collector.Sources.ContainerLogs;
using Diagnoser.Collector.Spool;
using Diagnoser.Collector.Telemetry;
using Diagnoser.Contracts;
using Microsoft.Data.Sqlite;

namespace Diagnoser.Collector.Cli;

/// <summary>One <c>run</c> from its start to its end: sources → spool → broker.</summary>
internal sealed class CollectorSession(Settings settings, Surroundings surroundings)
{
    // How long the broker may take what is left when the collector is asked to stop; the rest waits in the spool for the next start.
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StatusInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    private readonly TimeProvider _clock = surroundings.Clock;
    private volatile string _engine = "looking for an engine";

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        settings.Require(BusSettings.Uri);
        var broker = BusSettings.Broker(settings)!;
        using var folder = OwnedFolder.Take(Options.Folder(settings), "diagnoser-collector");
        var target = OtlpTarget.Of(settings, surroundings.Sources, "diagnoser-collector");
        using var log = OtlpLog.Start(target);
        var banner = new CollectorBanner(surroundings, broker, folder.Path) { Log = log };
        using var spool = Open(folder.Path, banner);
        using var meter = CollectorMeters.Watch(spool);
        using var export = OtlpExport.Start(target, [CollectorMeters.Name]);
        using var sink = new SpoolSink(spool, _clock, banner.Notice);
        var literals = new LogLiterals();
        var inbox = new SoughtLinesInbox(folder.Path, literals, _clock, banner.Notice);
        inbox.Recall();
        var publisher = new BrokerPublisher(broker, spool, sink, _clock, banner.Notice, inbox);

        using var sources = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var outside = new CancellationTokenSource();
        var writing = sink.RunAsync();
        var publishing = publisher.RunAsync(outside.Token);
        var speaking = SpeakAsync(() => Status(spool, sink, publisher), folder.Path, outside.Token);
        var watching = WatchAsync(new SeenSink(sink, banner.Seen), banner, folder.Path, literals, sources.Token);

        // Each of them ends only when asked to, or by a fault that must not go unseen.
        var first = await Task.WhenAny(watching, writing, publishing, speaking);
        await sources.CancelAsync();
        await Task.WhenAll(watching).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        sink.Complete();
        await Task.WhenAll(writing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await DrainAsync(spool, publisher);
        await outside.CancelAsync();
        await Task.WhenAll(publishing, speaking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Say(Status(spool, sink, publisher) with { HasEnded = true }, folder.Path);
        banner.Stopped(publisher.Confirmed, spool.Count, spool.Lost.Sum);
        await first;
        await writing;
        return ExitCodes.Done;
    }

    private EventSpool Open(string folder, CollectorBanner banner)
    {
        try
        {
            return EventSpool.Open(folder, _clock, renewal => banner.Notice(renewal.ToNotice(_clock.GetUtcNow())), settings.Size(CollectorSettings.SpoolMaxSize));
        }
        catch (Exception problem) when (problem is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new OwnedFolderException($"the spool in {folder} cannot be opened: {problem.Message} Make room on its disk, or name another folder with --data", problem);
        }
    }

    private async Task WatchAsync(IEventSink sink, CollectorBanner banner, string folder, LogLiterals literals, CancellationToken cancellationToken)
    {
        try
        {
            var candidates = DockerEndpoint.Candidates(settings.Uri(CollectorSettings.Docker), surroundings.Sources.Variable);
            var search = await EngineWait.FindAsync(candidates, _clock, banner.Notice, cancellationToken);
            banner.Search = search;
            _engine = $"watching {search.Found!.OriginalString}";
            await new HostCollector(
                WatchedHost.Of(settings, search.Found) with { DataDirectory = folder, LogLiterals = literals, Notice = banner.Notice },
                _clock).RunAsync(sink, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Asked to stop.
        }
    }

    // A broker that cannot be used now will not be used in five seconds either.
    private async Task DrainAsync(EventSpool spool, BrokerPublisher publisher)
    {
        var started = _clock.GetTimestamp();
        while (spool.Count > 0 && publisher.Trouble is null && _clock.GetElapsedTime(started) < Drain)
        {
            await Task.Delay(Glance, _clock);
        }
    }

    private async Task SpeakAsync(Func<CollectorStatus> status, string folder, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            Say(status(), folder);
            await Task.Delay(StatusInterval, _clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private CollectorStatus Status(EventSpool spool, SpoolSink sink, BrokerPublisher publisher) =>
        new(_clock.GetUtcNow(), Environment.ProcessId, _engine, spool.Count, publisher.Confirmed)
        {
            BrokerTrouble = publisher.Trouble,
            SpoolTrouble = sink.Trouble,
            SpoolBytes = spool.Bytes,
            LostCritical = spool.Lost.Of(EventPriority.Critical),
            LostEvidence = spool.Lost.Of(EventPriority.Evidence),
            LostRoutine = spool.Lost.Of(EventPriority.Routine),
        };

    private static void Say(CollectorStatus status, string folder)
    {
        try
        {
            StatusFile.Write(folder, status);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // The spool lies in the same folder and tells; to a healthcheck this looks like silence, which is right.
        }
    }

    /// <summary>Shows each event to the banner on its way.</summary>
    private sealed class SeenSink(IEventSink next, Action<DockerEvent> seen) : IEventSink
    {
        public ValueTask PublishAsync(DockerEvent dockerEvent, CancellationToken cancellationToken)
        {
            seen(dockerEvent);
            return next.PublishAsync(dockerEvent, cancellationToken);
        }
    }
}
