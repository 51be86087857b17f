using System.Text.Json;
using Diagnoser.Collector.Sources.ContainerLogs;
using Diagnoser.Contracts;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Diagnoser.Collector.Publishing;

/// <summary>
/// Hears from the servers what rules look for in lines of containers, and remembers it in a file, so that a start without broker does not follow nothing. Servers of
/// different versions may speak at the same time: what one of them still says counts.
/// </summary>
internal sealed class SoughtLinesInbox(string folder, LogLiterals literals, TimeProvider clock, Action<CollectorNotice> notice)
{
    private const string Source = "container logs";

    /// <summary>So long a text counts that no server says any more while others speak; they do so every 30 s.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromMinutes(2);

    private readonly string _file = Path.Combine(folder, "sought-lines.json");
    private readonly Dictionary<string, long> _heard = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private bool _isRefused;
    private int _left;

    /// <summary>Takes what was heard before the last stop.</summary>
    public void Recall()
    {
        try
        {
            if (File.Exists(_file) && JsonSerializer.Deserialize(File.ReadAllBytes(_file), ContractsJson.Default.IReadOnlyListString) is { } texts)
            {
                Hear(texts, isNew: false);
            }
        }
        catch (Exception damaged) when (damaged is JsonException or IOException or UnauthorizedAccessException)
        {
            // It is said again within half a minute.
        }
    }

    /// <summary>Listens on this connection as long as it stands.</summary>
    public async Task ListenAsync(IConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            await channel.ExchangeDeclareAsync(EventWire.SoughtLines, ExchangeType.Fanout, durable: true, autoDelete: false, cancellationToken: cancellationToken);
            var queue = await channel.QueueDeclareAsync("", durable: false, exclusive: true, autoDelete: true, cancellationToken: cancellationToken);
            await channel.QueueBindAsync(queue.QueueName, EventWire.SoughtLines, "", cancellationToken: cancellationToken);
            var consumer = new AsyncEventingBasicConsumer(channel);
            consumer.ReceivedAsync += (_, message) =>
            {
                Take(message.Body.Span);
                return Task.CompletedTask;
            };
            _ = await channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer, cancellationToken);
        }
        catch (OperationInterruptedException refused) when (connection.IsOpen)
        {
            // Events matter more than this; they go on. The broker has closed the channel alone.
            if (!_isRefused)
            {
                _isRefused = true;
                notice(new CollectorNotice(
                    clock.GetUtcNow(), Source, true, $"the collector cannot hear which lines of containers rules look for ({refused.ShutdownReason?.ReplyText}); those that it knows are looked for",
                    $"give its user the rights to configure and read amq.gen.* and {EventWire.SoughtLines}"));
            }
        }
    }

    /// <summary>Takes what a server says.</summary>
    internal void Take(ReadOnlySpan<byte> body)
    {
        try
        {
            if (body.Length <= EventWire.MessageLimit && JsonSerializer.Deserialize(body, ContractsJson.Default.IReadOnlyListString) is { } texts)
            {
                Hear(texts, isNew: true);
            }
        }
        catch (JsonException)
        {
            notice(new CollectorNotice(clock.GetUtcNow(), Source, true, $"a message of {EventWire.SoughtLines} is no list of texts and was passed over"));
        }
    }

    private void Hear(IReadOnlyList<string> texts, bool isNew)
    {
        lock (_gate)
        {
            var now = clock.GetTimestamp();
            foreach (var text in texts.Take(2 * LogLiterals.MaxCount))
            {
                _heard[text] = now;
            }

            foreach (var (text, when) in _heard.Where(heard => clock.GetElapsedTime(heard.Value, now) > Kept).ToList())
            {
                _ = _heard.Remove(text);
            }

            var before = literals.Texts;
            if (literals.Set(_heard.Keys) is > 0 and var left && left != _left)
            {
                notice(new CollectorNotice(clock.GetUtcNow(), Source, true, $"{left} texts that rules look for in lines are too many or no texts to look for; their lines stay unseen", "see diagnoser rules lint"));
                _left = left;
            }

            if (isNew && !ReferenceEquals(before, literals.Texts))
            {
                Save(literals.Texts);
            }
        }
    }

    private void Save(IReadOnlyList<string> texts)
    {
        try
        {
            File.WriteAllBytes(_file + ".new", JsonSerializer.SerializeToUtf8Bytes(texts, ContractsJson.Default.IReadOnlyListString));
            File.Move(_file + ".new", _file, overwrite: true);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // The spool lies in the same folder and tells.
        }
    }
}
