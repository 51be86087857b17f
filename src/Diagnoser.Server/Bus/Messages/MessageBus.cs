using Diagnoser.Collector.Publishing;
using Diagnoser.Contracts;
using Diagnoser.Server.Stores;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Diagnoser.Server.Bus.Messages;

/// <summary>
/// The bus between roles: MassTransit over RabbitMQ. It connects, and connects again, by itself; while the broker is away messages wait in
/// the outbox. A message whose handler fails is tried again and in the end set aside in the store.
/// </summary>
internal sealed class MessageBus : IMessageSender, IAsyncDisposable
{
    // Some minutes: the broker takes a consumer that holds a message for half an hour for dead.
    private const int RetriesInPlace = 40;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly BrokerOptions _broker;
    private readonly ServiceProvider _services;
    private readonly IBusControl _bus;
    private bool _declared;

    private MessageBus(BrokerOptions broker, ServiceProvider services)
    {
        _broker = broker;
        _services = services;
        _bus = services.GetRequiredService<IBusControl>();
    }

    /// <summary>Makes the bus; it consumes for those roles that have handlers.</summary>
    public static MessageBus Create(
        BrokerOptions broker,
        IReadOnlyList<IMessageHandler<DiagnosisConcluded>> diagnoses,
        IReadOnlyList<IMessageHandler<IncidentChanged>> incidents,
        IStore store,
        ILoggerFactory logging)
    {
        var services = new ServiceCollection().AddSingleton(logging).AddLogging();
        _ = services.AddMassTransit(setup => setup.UsingRabbitMq((context, rabbit) =>
        {
            rabbit.Host(broker.Uri, broker.ConnectionName + "-messages", host =>
            {
                host.PublisherConfirmation = true;
                host.Heartbeat(TimeSpan.FromSeconds(10));
            });
            Receive(rabbit, MessageQueues.Diagnoses, diagnoses, store);
            Receive(rabbit, MessageQueues.Incidents, incidents, store);
        }));
        return new MessageBus(broker, services.BuildServiceProvider());
    }

    /// <summary>True while it is connected and consumes.</summary>
    public bool IsHealthy => _bus.CheckHealth().Status == BusHealthStatus.Healthy;

    /// <summary>Begins to connect; returns at once.</summary>
    public void Start(CancellationToken cancellationToken) => _ = _bus.StartAsync(cancellationToken);

    public async Task SendAsync(object message, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            await DeclareAsync(limit.Token);
            var endpoint = await _bus.GetSendEndpoint(new Uri($"exchange:{MessageQueues.Of(message)}"));
            await endpoint.Send(message, message.GetType(), limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"RabbitMQ at {_broker.Address} does not take messages");
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            _declared = false;
            throw new IOException(BrokerTrouble.Of(problem, _broker).Text, problem);
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        await _bus.StopAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _services.DisposeAsync();
    }

    private static void Receive<T>(IRabbitMqBusFactoryConfigurator rabbit, string queue, IReadOnlyList<IMessageHandler<T>> handlers, IStore store)
        where T : class
    {
        if (handlers.Count == 0)
        {
            return;
        }

        rabbit.ReceiveEndpoint(queue, endpoint =>
        {
            endpoint.SetQuorumQueue();
            endpoint.SetQueueArgument(MessageQueues.DeliveryLimit, EventWire.DeliveryLimit);
            endpoint.ConfigureConsumeTopology = false;
            endpoint.PrefetchCount = 16;
            endpoint.ConcurrentMessageLimit = 4;
            endpoint.UseMessageRetry(retry =>
            {
                retry.Handle<StoreException>();
                _ = retry.Exponential(RetriesInPlace, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(15), TimeSpan.FromMilliseconds(500));
            });

            // A store that is away for hours: the message goes back to its queue rather than into one that nobody reads.
            endpoint.RethrowFaultedMessages();
            endpoint.Instance(new HandlerConsumer<T>(handlers, store, TimeProvider.System, queue));
        });
    }

    private async Task DeclareAsync(CancellationToken cancellationToken)
    {
        if (_declared)
        {
            return;
        }

        await using var connection = await BrokerConnection.OpenAsync(_broker, cancellationToken);
        await MessageQueues.DeclareAsync(connection, cancellationToken);
        _declared = true;
    }
}
