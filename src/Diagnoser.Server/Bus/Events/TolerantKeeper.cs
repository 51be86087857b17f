using Diagnoser.Contracts;
using Diagnoser.Server.Stores;

namespace Diagnoser.Server.Bus.Events;

/// <summary>
/// Keeps what can be kept: a store that fails while a single machine is watched (a full disk) must not take the diagnoses with it. What could
/// not be kept is counted and said.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="said">Called when messages wait for the bus.</param>
/// <param name="tell">Tells the people at the terminal.</param>
internal sealed class TolerantKeeper(IStore store, Action said, Action<string> tell) : IEventKeeper
{
    private bool _failing;

    /// <summary>Events and conclusions that could not be kept.</summary>
    public long NotKept { get; private set; }

    public Task<IKeeping> BeginAsync(CancellationToken cancellationToken) => Task.FromResult<IKeeping>(new Keeping(this));

    private async Task<IReadOnlyList<DockerEvent>> AppendAsync(IReadOnlyList<DockerEvent> events, CancellationToken cancellationToken)
    {
        try
        {
            await using var transaction = await store.BeginAsync(cancellationToken);
            var added = await transaction.AppendAsync(events, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            Works();
            return added;
        }
        catch (StoreException problem)
        {
            Fails(problem, events.Count);
            return events;
        }
    }

    private async Task SaveAsync(
        Conclusions conclusions, IReadOnlyList<QuarantinedRecord> setAside, IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken)
    {
        if (conclusions.IsEmpty && setAside.Count == 0)
        {
            return;
        }

        try
        {
            await using var transaction = await store.BeginAsync(cancellationToken);
            await transaction.SaveAsync(conclusions, cancellationToken);
            await transaction.QuarantineAsync(setAside, cancellationToken);
            await transaction.EnqueueAsync(messages, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            Works();
            said();
        }
        catch (StoreException problem)
        {
            Fails(problem, conclusions.Ends.Count + conclusions.Diagnoses.Count + conclusions.BlindWindows.Count + setAside.Count);
        }
    }

    private void Works()
    {
        if (_failing)
        {
            _failing = false;
            tell($"the store works again; {NotKept} records were not kept");
        }
    }

    private void Fails(StoreException problem, int records)
    {
        NotKept += records;
        if (!_failing)
        {
            _failing = true;
            tell($"records are not kept: {problem.Message} Diagnoses go on");
        }
    }

    private sealed class Keeping(TolerantKeeper keeper) : IKeeping
    {
        public Task<IReadOnlyList<DockerEvent>> AppendAsync(IReadOnlyList<DockerEvent> events, CancellationToken cancellationToken) =>
            keeper.AppendAsync(events, cancellationToken);

        public Task SaveAsync(
            Conclusions conclusions, IReadOnlyList<QuarantinedRecord> setAside, IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken) =>
            keeper.SaveAsync(conclusions, setAside, messages, cancellationToken);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
