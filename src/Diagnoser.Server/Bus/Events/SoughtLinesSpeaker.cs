using System.Text.Json;
using Diagnoser.Contracts;
using Diagnoser.Engine.Matching;
using Diagnoser.Engine.Rules;
using Diagnoser.Server.Runbooks;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Diagnoser.Server.Bus.Events;

/// <summary>Tells collectors what the rules in use look for in lines of containers: at once when that has changed, and every 30 s for those who came later.</summary>
internal sealed partial class SoughtLinesSpeaker(RunbooksInUse runbooks, TimeProvider clock, ILogger<SoughtLinesSpeaker> logger)
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(30);

    /// <summary>Speaks until cancelled or the connection is gone. Where the broker refuses that alone, events go on.</summary>
    public async Task RunAsync(IConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await SpeakAsync(connection, cancellationToken);
        }
        catch (OperationInterruptedException refused) when (connection.IsOpen)
        {
            Log.Refused(logger, refused.ShutdownReason?.ReplyText, EventWire.SoughtLines);
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, cancellationToken);
        }
    }

    private async Task SpeakAsync(IConnection connection, CancellationToken cancellationToken)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await channel.ExchangeDeclareAsync(EventWire.SoughtLines, ExchangeType.Fanout, durable: true, autoDelete: false, cancellationToken: cancellationToken);
        RuleSet? told = null;
        ReadOnlyMemory<byte> body = default;
        var stamp = clock.GetTimestamp();
        while (true)
        {
            if (runbooks.Rules is var rules && (!ReferenceEquals(rules, told) || clock.GetElapsedTime(stamp) >= Again))
            {
                if (!ReferenceEquals(rules, told))
                {
                    body = JsonSerializer.SerializeToUtf8Bytes(SoughtLines.Of(rules).Texts, ContractsJson.Default.IReadOnlyListString);
                }

                (told, stamp) = (rules, clock.GetTimestamp());
                await channel.BasicPublishAsync(EventWire.SoughtLines, "", mandatory: false, new BasicProperties { ContentType = EventWire.ContentType }, body, cancellationToken);
            }

            await Task.Delay(Look, clock, cancellationToken);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "collectors cannot be told which lines of containers rules look for: {Problem}; to do: give the server's user the rights to configure and write {Exchange}")]
        public static partial void Refused(ILogger logger, string? problem, string exchange);
    }
}
