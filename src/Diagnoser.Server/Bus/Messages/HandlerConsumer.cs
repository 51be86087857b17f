using System.Text.Json;
using Diagnoser.Server.Stores;
using MassTransit;

namespace Diagnoser.Server.Bus.Messages;

/// <summary>Gives messages to their handlers. One that a handler cannot bear is set aside in the store, where people see it; the rest goes on.</summary>
internal sealed class HandlerConsumer<T>(IReadOnlyList<IMessageHandler<T>> handlers, IStore store, TimeProvider clock, string queue) : IConsumer<T>
    where T : class
{
    public async Task Consume(ConsumeContext<T> context)
    {
        try
        {
            foreach (var handler in handlers)
            {
                await handler.HandleAsync(context.Message, context.CancellationToken);
            }
        }
        catch (Exception problem) when (problem is not (StoreException or OperationCanceledException))
        {
            await using var transaction = await store.BeginAsync(context.CancellationToken);
            var record = new QuarantinedRecord(clock.GetUtcNow(), queue, $"{problem.GetType().Name}: {problem.Message}", JsonSerializer.Serialize(context.Message));
            await transaction.QuarantineAsync([record], context.CancellationToken);
            await transaction.CommitAsync(context.CancellationToken);
        }
    }
}
