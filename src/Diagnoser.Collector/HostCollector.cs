using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Publishing;
using Diagnoser.Collector.Redaction;
using Diagnoser.Collector.Sources;
using Diagnoser.Collector.Sources.Events;

namespace Diagnoser.Collector;

/// <summary>Watches one Docker host and gives its events, with evidence, to a sink.</summary>
public sealed class HostCollector(CollectorOptions options, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>Watches until cancelled; waits for an engine that is away. Returns when it was cancelled.</summary>
    public async Task RunAsync(IEventSink sink, CancellationToken cancellationToken)
    {
        var (key, keyTrouble) = Key();
        var redactor = new Redactor(key);
        var notices = new Notices(options.Notice, redactor, clock);
        if (keyTrouble is not null)
        {
            notices.Say("redaction", true, $"the key for hashes of secrets cannot be kept: {keyTrouble}; until the collector starts anew equal secrets are told by one that is made now", "make the data folder readable and writable");
        }

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

    private (RedactionKey Key, string? Trouble) Key()
    {
        try
        {
            return (options.DataDirectory is { } folder ? RedactionKey.Of(folder) : RedactionKey.Passing(), null);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return (RedactionKey.Passing(), problem.Message);
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
