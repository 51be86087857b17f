using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Redaction;

namespace Diagnoser.Collector.Evidence;

/// <summary>Inspects containers, a few at a time, and never keeps a secret of what it read.</summary>
internal sealed class Inspector(EngineClient client, Redactor redactor, TimeProvider clock) : IDisposable
{
    private const int AtOnce = 16;

    private readonly SemaphoreSlim _slots = new(AtOnce);
    private readonly InspectRedaction _redaction = new(redactor);

    /// <summary>The container now; null if the engine does not know it or does not answer.</summary>
    public async Task<ContainerSnapshot?> ReadAsync(string nameOrId, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        try
        {
            return await client.InspectAsync(nameOrId, cancellationToken) is { } inspect
                ? new ContainerSnapshot(_redaction.Redact(inspect), clock.GetUtcNow())
                : null;
        }
        catch (Exception failure) when (EngineFailure.Is(failure))
        {
            return null;
        }
        finally
        {
            _ = _slots.Release();
        }
    }

    public void Dispose() => _slots.Dispose();
}
