using System.Text.Json;
using Diagnoser.Contracts;
using Diagnoser.Engine.Matching;
using Diagnoser.Engine.Rules;
using Diagnoser.Server.Runbooks;
using RabbitMQ.Client;

namespace Diagnoser.Server.Bus.Events;

/// <summary>Tells collectors what the rules in use look for in lines of containers: at once when that has changed, and every 30 s for those who came later.</summary>
internal sealed class SoughtLinesSpeaker(RunbooksInUse runbooks, TimeProvider clock)
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(30);

    /// <summary>Speaks until cancelled or the connection is gone.</summary>
    public async Task RunAsync(IConnection connection, CancellationToken cancellationToken)
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
}
