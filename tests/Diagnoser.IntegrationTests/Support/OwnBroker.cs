using Testcontainers.RabbitMq;

namespace Diagnoser.IntegrationTests.Support;

/// <summary>A broker of a test's own, at an address that it keeps when it is started again.</summary>
internal sealed class OwnBroker : IAsyncDisposable
{
    private const int Port = 5672;
    private const int FixedPort = 35672;

    private readonly RabbitMqContainer _container;
    private readonly TestEngine _engine;

    private OwnBroker(RabbitMqContainer container, TestEngine engine)
    {
        _container = container;
        _engine = engine;
        Access = new BrokerAccess(container, "%2f", Broker.Address(container));
    }

    public BrokerAccess Access { get; }

    public static async Task<OwnBroker> StartAsync(TestEngine engine)
    {
        var container = Broker.Build(engine).WithPortBinding(FixedPort, Port).Build();
        await container.StartAsync(TestContext.Current.CancellationToken);
        return new OwnBroker(container, engine);
    }

    /// <summary>Ends it without any chance to tidy up.</summary>
    public Task KillAsync() => _engine.Docker.DoAsync("kill", "--signal", "KILL", _container.Id);

    /// <summary>Returns when it takes connections again.</summary>
    public async Task StartAgainAsync()
    {
        await _engine.Docker.DoAsync("start", _container.Id);
        await Until.TrueAsync(
            async () =>
            {
                try
                {
                    await using var connection = await Access.ConnectAsync();
                    return connection.IsOpen;
                }
                catch (RabbitMQ.Client.Exceptions.BrokerUnreachableException)
                {
                    return false;
                }
            },
            TimeSpan.FromSeconds(60),
            () => "the broker does not come back");
    }

    public ValueTask DisposeAsync() => _container.DisposeAsync();
}
