using Diagnoser.Contracts;
using Diagnoser.Server.Bus.Messages;
using Diagnoser.Server.Cli.Output;

namespace Diagnoser.Server.Cli.Up;

/// <summary>Says at the terminal what becomes of incidents.</summary>
internal sealed class IncidentPrinter(Report report) : IMessageHandler<IncidentChanged>
{
    public Task HandleAsync(IncidentChanged message, CancellationToken cancellationToken)
    {
        report.Take(message.Incident, message.Change);
        return Task.CompletedTask;
    }
}
