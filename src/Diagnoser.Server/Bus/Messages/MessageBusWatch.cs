using Diagnoser.Collector.Publishing;
using Diagnoser.Server.Hosting;
using Microsoft.Extensions.Logging;

namespace Diagnoser.Server.Bus.Messages;

/// <summary>
/// Sees whether the message bus is connected. MassTransit tries on by itself and in silence; when it cannot, this asks the broker in its
/// place, to say why and what to do.
/// </summary>
internal sealed partial class MessageBusWatch(MessageBus bus, BrokerOptions broker, Readiness readiness, TimeProvider clock, ILogger<MessageBusWatch> logger) : IRole
{
    private const string Part = "messages";
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    private string? _told;

    public string Name => "messages";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(Period, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            if (bus.IsHealthy)
            {
                readiness.Good(Part);
                _told = null;
                continue;
            }

            var (text, remedy) = await WhyAsync(cancellationToken);
            readiness.Bad(Part, text);
            if (_told != text)
            {
                _told = text;
                Log.Away(logger, text, remedy);
            }
        }
    }

    private async Task<(string Text, string Remedy)> WhyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await BrokerConnection.OpenAsync(broker, cancellationToken);
            await MessageQueues.DeclareAsync(connection, cancellationToken);
            return ($"messages between roles are not connected to RabbitMQ at {broker.Address} yet", "wait; it is reached");
        }
#pragma warning disable CA1031 // because every fault is an answer to the question why
        catch (Exception problem)
#pragma warning restore CA1031
        {
            return BrokerTrouble.Of(problem, broker);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "{Problem}; to do: {Remedy}. Trying on")]
        public static partial void Away(ILogger logger, string problem, string remedy);
    }
}
