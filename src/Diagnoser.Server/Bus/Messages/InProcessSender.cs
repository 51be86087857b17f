using Diagnoser.Contracts;

namespace Diagnoser.Server.Bus.Messages;

/// <summary>The bus of one process: a message stays in the outbox until it was handled, so a crash loses none.</summary>
internal sealed class InProcessSender(
    IReadOnlyList<IMessageHandler<DiagnosisConcluded>> diagnoses, IReadOnlyList<IMessageHandler<IncidentChanged>> incidents) : IMessageSender
{
    public async Task SendAsync(object message, CancellationToken cancellationToken)
    {
        switch (message)
        {
            case DiagnosisConcluded concluded:
                await HandleAsync(diagnoses, concluded, cancellationToken);
                break;
            case IncidentChanged changed:
                await HandleAsync(incidents, changed, cancellationToken);
                break;
        }
    }

    private static async Task HandleAsync<T>(IReadOnlyList<IMessageHandler<T>> handlers, T message, CancellationToken cancellationToken)
    {
        foreach (var handler in handlers)
        {
            await handler.HandleAsync(message, cancellationToken);
        }
    }
}
