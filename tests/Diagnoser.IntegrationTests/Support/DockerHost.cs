using Diagnoser.IntegrationTests.Support;

[assembly: AssemblyFixture(typeof(DockerHost))]
[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]
[assembly: Xunit.v3.Parallelization(MaxThreads = 6)]

namespace Diagnoser.IntegrationTests.Support;

/// <summary>The engine that <c>tests/run</c> has brought up, and one <c>up</c> that watches it during all tests, as on a real host.</summary>
public sealed class DockerHost : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly SemaphoreSlim _starting = new(1);
    private Task<(Up Up, Twin Twin)>? _watching;

    internal TestEngine? Engine { get; } = Environment.GetEnvironmentVariable("DIAGNOSER_TEST_DOCKER") is { Length: > 0 } uri
        ? new TestEngine(uri, Environment.GetEnvironmentVariable("DIAGNOSER_TEST_NETNS"))
        : null;

    /// <summary>The engine; skips the test, saying why, where there is none.</summary>
    internal TestEngine Require()
    {
        Assert.SkipUnless(
            Engine is not null,
            Environment.GetEnvironmentVariable("DIAGNOSER_TEST_SKIP")
                ?? "no Docker engine for tests: eval \"$(tests/hosts/setup)\", or set DIAGNOSER_TEST_DOCKER to one that may be broken");
        return Engine!;
    }

    /// <summary>The <c>up</c> that all tests share.</summary>
    internal async Task<Up> WatchAsync() => (await WatchBothAsync()).Up;

    /// <summary>The distributed product beside it.</summary>
    internal async Task<Twin> TwinAsync() => (await WatchBothAsync()).Twin;

    private async Task<(Up Up, Twin Twin)> WatchBothAsync()
    {
        var engine = Require();
        await _starting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            // A start that failed stays failed: the other tests need not wait for it again.
            return await (_watching ??= StartAsync(engine));
        }
        finally
        {
            _starting.Release();
        }
    }

    private async Task<(Up Up, Twin Twin)> StartAsync(TestEngine engine)
    {
        var twin = await Twin.StartAsync(engine);
        return (await Up.StartAsync(engine, _folder.Path), twin);
    }

    public async ValueTask InitializeAsync()
    {
        if (Engine is not null)
        {
            await Engine.Docker.CleanAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_watching is { IsCompletedSuccessfully: true })
        {
            var (up, twin) = await _watching;
            await up.DisposeAsync();
            await twin.DisposeAsync();
        }

        if (Engine is not null)
        {
            await Engine.Docker.CleanAsync();
        }

        _starting.Dispose();
        _folder.Dispose();
    }
}
