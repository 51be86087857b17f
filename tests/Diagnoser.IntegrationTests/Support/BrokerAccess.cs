using System.Text.Json;
using System.Threading.Channels;
using Diagnoser.Contracts;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;
using Testcontainers.RabbitMq;

namespace Diagnoser.IntegrationTests.Support;

/// <summary>A virtual host of the test broker, and the broker's own tools.</summary>
internal sealed class BrokerAccess(RabbitMqContainer container, string virtualHost, string address)
{
    public const string User = "tester";
    public const string Password = "s3cret-word";

    public Uri Uri { get; } = new($"amqp://{User}:{Password}@{address}/{virtualHost}");

    /// <summary>The same with another password.</summary>
    public Uri WithPassword(string password) => new($"amqp://{User}:{password}@{address}/{virtualHost}");

    /// <summary><c>rabbitmqctl</c>.</summary>
    public async Task<string> ControlAsync(params string[] arguments)
    {
        var result = await container.ExecAsync(["rabbitmqctl", "-q", .. arguments], TestContext.Current.CancellationToken);
        Assert.True(result.ExitCode == 0, $"rabbitmqctl {string.Join(' ', arguments)}: {result.Stderr}{result.Stdout}");
        return result.Stdout;
    }

    public async Task<IConnection> ConnectAsync() =>
        await new ConnectionFactory { Uri = Uri, AutomaticRecoveryEnabled = false }.CreateConnectionAsync(TestContext.Current.CancellationToken);

    /// <summary>Somebody else has made a queue of this name, in another way than ours.</summary>
    public async Task DeclareOtherwiseAsync(string queue)
    {
        await using var connection = await ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken);
        _ = await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, cancellationToken: TestContext.Current.CancellationToken);
    }

    public async Task DeleteQueueAsync(string queue)
    {
        await using var connection = await ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken);
        _ = await channel.QueueDeleteAsync(queue, ifUnused: false, ifEmpty: false, cancellationToken: TestContext.Current.CancellationToken);
    }

    /// <summary>Everything in a queue, in order; it stays empty. A queue that nobody has declared yet is empty.</summary>
    public async Task<List<DockerEvent>> DrainAsync(string queue)
    {
        try
        {
            return await ReadAsync(queue);
        }
        catch (OperationInterruptedException problem) when (problem.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            return [];
        }
    }

    private async Task<List<DockerEvent>> ReadAsync(string queue)
    {
        await using var connection = await ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken);
        var messages = (await channel.QueueDeclarePassiveAsync(queue, TestContext.Current.CancellationToken)).MessageCount;
        var events = new List<DockerEvent>();
        if (messages == 0)
        {
            return events;
        }

        var arrived = Channel.CreateUnbounded<(ulong Tag, IReadOnlyList<DockerEvent> Events)>();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, message) =>
        {
            // The body is the client's again when this returns.
            var batch = JsonSerializer.Deserialize(message.Body.Span, ContractsJson.Default.IReadOnlyListDockerEvent)!;
            await arrived.Writer.WriteAsync((message.DeliveryTag, batch));
        };
        _ = await channel.BasicConsumeAsync(queue, autoAck: false, consumer, TestContext.Current.CancellationToken);

        // Only what is returned is acknowledged: a message that comes after the count goes back into the queue with the channel's end.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        for (; messages > 0; messages--)
        {
            var (tag, batch) = await arrived.Reader.ReadAsync(limit.Token);
            events.AddRange(batch);
            await channel.BasicAckAsync(tag, multiple: false, limit.Token);
        }

        return events;
    }
}
