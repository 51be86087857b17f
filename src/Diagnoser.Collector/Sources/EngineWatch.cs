using System.Text.Json;
using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Sources.Changes;
using Diagnoser.Collector.Sources.Posture;

namespace Diagnoser.Collector.Sources;

/// <summary>Looks for changes and risks in how the engine is set up: at the start, when it is back, and when it has read its configuration anew.</summary>
internal sealed class EngineWatch(EngineChanges changes, DaemonPosture posture, EngineClient client)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Looks at an answer that somebody got.</summary>
    /// <param name="about">The engine's answer to <c>/info</c>.</param>
    /// <param name="booted">When the host booted, if it did since the collector saw it last.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task LookAsync(JsonElement about, DateTimeOffset? booted, CancellationToken cancellationToken)
    {
        await changes.CompareAsync(about, booted, cancellationToken);
        await posture.LookAsync(about, cancellationToken);
    }

    /// <summary>Asks, and looks at the answer.</summary>
    public async Task AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            await LookAsync((await client.IdentifyAsync(Patience, cancellationToken)).About, null, cancellationToken);
        }
        catch (Exception failure) when (EngineFailure.Is(failure))
        {
            // It is asked again when it is back.
        }
    }
}
