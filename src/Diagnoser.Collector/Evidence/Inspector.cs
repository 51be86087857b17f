using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Redaction;

namespace Diagnoser.Collector.Evidence;

/// <summary>What an inspect told.</summary>
/// <param name="Snapshot">The container now; null if the engine does not know it, or did not answer.</param>
/// <param name="IsGone">True only if the engine said that it knows no such container: one in trouble answers late or not at all.</param>
internal readonly record struct InspectReading(ContainerSnapshot? Snapshot, bool IsGone);

/// <summary>Inspects containers, a few at a time, and never keeps a secret of what it read.</summary>
internal sealed class Inspector(EngineClient client, Redactor redactor, TimeProvider clock, KeptVariables? kept = null) : IDisposable
{
    private const int AtOnce = 16;
    private const int MostText = 4096;

    private readonly SemaphoreSlim _slots = new(AtOnce);
    private readonly JsonRedaction _redaction = new(redactor, kept, MostText);

    /// <summary>The container now.</summary>
    public async Task<InspectReading> ReadAsync(string nameOrId, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        try
        {
            return await client.InspectAsync(nameOrId, cancellationToken) is { } inspect
                ? new InspectReading(new ContainerSnapshot(_redaction.Redact(inspect), clock.GetUtcNow()) { ProbeDigest = ProbeCommand.DigestOf(inspect) }, IsGone: false)
                : new InspectReading(null, IsGone: true);
        }
        catch (Exception failure) when (EngineFailure.Is(failure))
        {
            return default;
        }
        finally
        {
            _ = _slots.Release();
        }
    }

    public void Dispose() => _slots.Dispose();
}
