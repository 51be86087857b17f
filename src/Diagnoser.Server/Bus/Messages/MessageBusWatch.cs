using Diagnoser.Collector.Publishing;
using Diagnoser.Server.Hosting;
using Diagnoser.Server.Telemetry;
using Microsoft.Extensions.Logging;

namespace Diagnoser.Server.Bus.Messages;

/// <summary>
/// Sees whether the message bus is connected. MassTransit tries on by itself and in silence; when it cannot, this asks the broker in its
/// place, to say why and what to do.
/// </summary>
internal sealed partial class MessageBusWatch(MessageBus bus, BrokerOptions broker, Readiness readiness, TimeProvider clock, ILogger<MessageBusWatch> logger) : IRole
{
    private const string Part = "bus";
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    // A bus that has just been begun, or cut, needs a moment; that is no trouble yet.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Outage _outage = new();

    public string Name => "bus";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var since = clock.GetTimestamp();
        readiness.Bad(Part, "the roles are not connected to each other yet");
        while (!cancellationToken.IsCancellationRequested)
        {
            if (bus.IsHealthy)
            {
                since = clock.GetTimestamp();
                readiness.Good(Part);
                if (_outage.Ended())
                {
                    Log.Back(logger, broker.Address);
                }
            }
            else
            {
                readiness.Bad(Part, "the roles are not connected to each other");
                if (clock.GetElapsedTime(since) >= Patience)
                {
                    await TellAsync(cancellationToken);
                }
            }

            await Task.Delay(Period, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TellAsync(CancellationToken cancellationToken)
    {
        if (await WhyAsync(cancellationToken) is ({ } text, { } remedy))
        {
            readiness.Bad(Part, text);
            if (_outage.Began(text))
            {
                Log.Away(logger, text, remedy);
            }
        }
    }

    // Null: the broker takes us, so the bus will be connected in a moment.
    private async Task<(string Text, string Remedy)?> WhyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await BrokerConnection.OpenAsync(broker, cancellationToken);
            await MessageQueues.DeclareAsync(connection, cancellationToken);
            return null;
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

        [LoggerMessage(Level = LogLevel.Information, Message = "the roles are connected to each other again, over RabbitMQ at {Address}")]
        public static partial void Back(ILogger logger, string address);
    }
}
