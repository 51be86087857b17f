using Testcontainers.PostgreSql;

[assembly: AssemblyFixture(typeof(Diagnoser.IntegrationTests.Support.Database))]

namespace Diagnoser.IntegrationTests.Support;

/// <summary>One PostgreSQL for all tests, started when the first one needs it. Each test takes a database of its own.</summary>
public sealed class Database : IAsyncDisposable
{
    private const int Port = 5432;
    private readonly SemaphoreSlim _starting = new(1);
    private Task<PostgreSqlContainer>? _container;

    /// <summary>The connection string of a database that nobody else uses.</summary>
    internal async Task<string> NewAsync(TestEngine engine)
    {
        await _starting.WaitAsync(TestContext.Current.CancellationToken);
        PostgreSqlContainer container;
        try
        {
            container = await (_container ??= StartAsync(engine));
        }
        finally
        {
            _ = _starting.Release();
        }

        var name = "t" + Guid.NewGuid().ToString("N")[..12];
        var made = await container.ExecAsync(["createdb", "--host", "localhost", "--username", "tester", name], TestContext.Current.CancellationToken);
        Assert.True(made.ExitCode == 0, made.Stderr);
        var address = Environment.GetEnvironmentVariable("DIAGNOSER_TEST_ADDRESS") is { Length: > 0 } simulated ? simulated : container.Hostname;
        return $"Host={address};Port={container.GetMappedPublicPort(Port)};Database={name};Username=tester;Password=s3cret-word";
    }

    public async ValueTask DisposeAsync()
    {
        if (_container is { IsCompletedSuccessfully: true })
        {
            await (await _container).DisposeAsync();
        }

        _starting.Dispose();
    }

    private static async Task<PostgreSqlContainer> StartAsync(TestEngine engine)
    {
        var image = Environment.GetEnvironmentVariable("DIAGNOSER_TEST_POSTGRES") is { Length: > 0 } local ? local : "postgres:17";
        var container = new PostgreSqlBuilder(image)
            .WithDockerEndpoint(engine.Uri)
            .WithUsername("tester")
            .WithPassword("s3cret-word")
            .WithLabel(DockerCli.Label, "")
            .WithCleanUp(false)
            .Build();
        await container.StartAsync(TestContext.Current.CancellationToken);
        return container;
    }
}
