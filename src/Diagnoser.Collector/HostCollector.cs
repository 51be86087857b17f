using Diagnoser.Collector.Publishing;
using Diagnoser.Collector.Redaction;
using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Sources;

namespace Diagnoser.Collector;

/// <summary>Watches one Docker host and gives its events, with evidence, to a sink.</summary>
public sealed class HostCollector(CollectorOptions options, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>Watches until cancelled; waits for an engine that is away. Returns when it was cancelled.</summary>
    public async Task RunAsync(IEventSink sink, CancellationToken cancellationToken)
    {
        var redactor = new Redactor();
        var notices = new Notices(options.Notice, redactor, clock);
        using var client = new EngineClient(options.Endpoint);
        try
        {
            var identity = await WaitForEngineAsync(client, notices, cancellationToken);
            var context = new Evidence.HostContext(options, identity);
            context.Met(identity, clock.GetUtcNow());
            using var watch = new HostWatch(context, client, redactor, notices, sink, clock);
            await watch.RunAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Asked to stop.
        }
    }

    private async Task<DockerIdentity> WaitForEngineAsync(EngineClient client, Notices notices, CancellationToken cancellationToken)
    {
        var told = "";
        while (true)
        {
            try
            {
                return await client.IdentifyAsync(Patience, cancellationToken);
            }
            catch (Exception failure) when (EngineFailure.Is(failure) && failure.Message == told)
            {
                // Said already.
            }
            catch (Exception failure) when (EngineFailure.Is(failure))
            {
                told = failure.Message;
                notices.Say(DockerEventsSource.Name, true, $"{options.Endpoint} does not answer: {failure.Message}; trying on");
            }

            await Task.Delay(Pause, clock, cancellationToken);
        }
    }
}
