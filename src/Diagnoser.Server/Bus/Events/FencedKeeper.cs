using Diagnoser.Contracts;
using Diagnoser.Server.Stores;

namespace Diagnoser.Server.Bus.Events;

/// <summary>
/// Keeps a step in one transaction that fails as a whole: when the store does not answer, or when the partition belongs to somebody else by
/// now (a process that was frozen and wakes up writes nothing). Whoever fails here throws its engine away and begins from the store.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="lease">The partition that is written for.</param>
/// <param name="said">Called when messages wait for the bus.</param>
/// <param name="forwarded">Called when something waits for the rules that see the fleet.</param>
internal sealed class FencedKeeper(IStore store, PartitionLease lease, Action said, Action? forwarded = null) : IEventKeeper
{
    public async Task<IKeeping> BeginAsync(CancellationToken cancellationToken)
    {
        var transaction = await store.BeginAsync(cancellationToken);
        try
        {
            return await transaction.HoldsAsync(lease, cancellationToken) ? new Keeping(transaction, said, forwarded) : throw new LeaseLostException(lease);
        }
        catch
        {
            await transaction.DisposeAsync();
            throw;
        }
    }

    private sealed class Keeping(IStoreTransaction transaction, Action said, Action? forwarded) : IKeeping
    {
        public Task<IReadOnlyList<DockerEvent>> AppendAsync(IReadOnlyList<DockerEvent> events, CancellationToken cancellationToken) =>
            transaction.AppendAsync(events, cancellationToken);

        public async Task SaveAsync(
            Conclusions conclusions, IReadOnlyList<QuarantinedRecord> setAside, IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken)
        {
            if (!conclusions.IsEmpty)
            {
                await transaction.SaveAsync(conclusions, cancellationToken);
            }

            if (setAside.Count > 0)
            {
                await transaction.QuarantineAsync(setAside, cancellationToken);
            }

            if (messages.Count > 0)
            {
                await transaction.EnqueueAsync(messages, cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
            if (messages.Count > 0)
            {
                said();
            }

            if (conclusions.Forwarded.Count > 0)
            {
                forwarded?.Invoke();
            }
        }

        public ValueTask DisposeAsync() => transaction.DisposeAsync();
    }
}

/// <summary>Somebody else has the partition now.</summary>
internal sealed class LeaseLostException(PartitionLease lease)
    : Exception($"{lease} belongs to another server now (this one held epoch {lease.Epoch})");
