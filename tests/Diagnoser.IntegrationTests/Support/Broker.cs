using Testcontainers.RabbitMq;

[assembly: AssemblyFixture(typeof(Diagnoser.IntegrationTests.Support.Broker))]

namespace Diagnoser.IntegrationTests.Support;

/// <summary>One RabbitMQ for all tests, started when the first one needs it. Each test takes a virtual host of its own.</summary>
public sealed class Broker : IAsyncDisposable
{
    private const int Port = 5672;

    private readonly SemaphoreSlim _starting = new(1);
    private Task<RabbitMqContainer>? _container;

    /// <summary>A virtual host that nobody else uses.</summary>
    internal async Task<BrokerAccess> NewAsync(TestEngine engine)
    {
        await _starting.WaitAsync(TestContext.Current.CancellationToken);
        RabbitMqContainer container;
        try
        {
            container = await (_container ??= StartAsync(engine));
        }
        finally
        {
            _ = _starting.Release();
        }

        var name = "t" + Guid.NewGuid().ToString("N")[..12];
        var access = new BrokerAccess(container, name, Address(container));
        await access.ControlAsync("add_vhost", name);
        await access.ControlAsync("set_permissions", "-p", name, BrokerAccess.User, ".*", ".*", ".*");
        return access;
    }

    public async ValueTask DisposeAsync()
    {
        if (_container is { IsCompletedSuccessfully: true })
        {
            await (await _container).DisposeAsync();
        }

        _starting.Dispose();
    }

    /// <summary>A RabbitMQ as all tests use it, not yet built.</summary>
    internal static RabbitMqBuilder Build(TestEngine engine)
    {
        var image = Environment.GetEnvironmentVariable("DIAGNOSER_TEST_RABBITMQ") is { Length: > 0 } local ? local : "rabbitmq:4";
        return new RabbitMqBuilder(image)
            .WithDockerEndpoint(engine.Uri)
            .WithUsername(BrokerAccess.User)
            .WithPassword(BrokerAccess.Password)
            .WithLabel(DockerCli.Label, "")
            .WithCleanUp(false);
    }

    // A simulated host publishes its ports on its own address.
    internal static string Address(RabbitMqContainer container)
    {
        var address = Environment.GetEnvironmentVariable("DIAGNOSER_TEST_ADDRESS") is { Length: > 0 } simulated ? simulated : container.Hostname;
        return $"{address}:{container.GetMappedPublicPort(Port)}";
    }

    private static async Task<RabbitMqContainer> StartAsync(TestEngine engine)
    {
        var container = Build(engine).Build();
        await container.StartAsync(TestContext.Current.CancellationToken);
        return container;
    }
}
