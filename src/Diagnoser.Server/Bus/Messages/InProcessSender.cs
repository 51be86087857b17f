using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Diagnoser.Contracts;
using Diagnoser.Server.Stores;

namespace Diagnoser.Server.Bus.Messages;

/// <summary>
/// The bus of one process: a message stays in the outbox until it was handled, so a crash loses none. One that a handler cannot bear is set
/// aside, and the rest goes on.
/// </summary>
internal sealed class InProcessSender(
    IReadOnlyList<IMessageHandler<DiagnosisConcluded>> diagnoses, IReadOnlyList<IMessageHandler<IncidentChanged>> incidents, IStore store, TimeProvider clock)
    : IMessageSender
{
    public Task SendAsync(object message, CancellationToken cancellationToken) => message switch
    {
        DiagnosisConcluded concluded => HandleAsync(diagnoses, concluded, ContractsJson.Default.DiagnosisConcluded, cancellationToken),
        IncidentChanged changed => HandleAsync(incidents, changed, ContractsJson.Default.IncidentChanged, cancellationToken),
        _ => throw new ArgumentException($"nobody handles {message.GetType().Name}", nameof(message)),
    };

    private async Task HandleAsync<T>(IReadOnlyList<IMessageHandler<T>> handlers, T message, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        foreach (var handler in handlers)
        {
            try
            {
                await handler.HandleAsync(message, cancellationToken);
            }
            catch (Exception problem) when (problem is not (StoreException or OperationCanceledException))
            {
                await using var transaction = await store.BeginAsync(cancellationToken);
                var record = new QuarantinedRecord(
                    clock.GetUtcNow(), handler.GetType().Name, $"{problem.GetType().Name}: {problem.Message}", JsonSerializer.Serialize(message, type));
                await transaction.QuarantineAsync([record], cancellationToken);
                await transaction.CommitAsync(cancellationToken);
            }
        }
    }
}
