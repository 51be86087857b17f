namespace Diagnoser.IntegrationTests.Support;

/// <summary>A host of its own for tests that stop or kill the engine.</summary>
public sealed class SecondHost : IAsyncLifetime
{
    private const string Number = "2";

    private readonly string? _script = Environment.GetEnvironmentVariable("DIAGNOSER_TEST_HOSTS");

    internal TestEngine Require()
    {
        Assert.SkipUnless(_script is { Length: > 0 }, "no second host: tests/hosts/setup did not build the engine");
        return new TestEngine($"unix:///run/diagnoser-test/{Number}/docker.sock", $"/run/netns/dgn{Number}");
    }

    internal async Task DoAsync(string action) => _ = (await new Command(_script!, action, Number).RunAsync()).Text();

    public async ValueTask InitializeAsync()
    {
        if (_script is { Length: > 0 })
        {
            await DoAsync("up");
            var images = new Command(Path.Combine(Path.GetDirectoryName(_script)!, "images"))
            {
                Environment = new Dictionary<string, string> { ["DOCKER_HOST"] = Require().Uri },
            };
            _ = (await images.RunAsync()).Text();
            await Require().Docker.CleanAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_script is { Length: > 0 })
        {
            await DoAsync("down");
        }
    }
}
