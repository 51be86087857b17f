using System.Globalization;

namespace Diagnoser.IntegrationTests.Support;

/// <summary>
/// <c>docker-compose.yml</c> under a name of its own, with images that are built here without a registry. One run of the tests at a time uses
/// an engine, so the name is always the same, and what a run that was killed has left behind goes before the next.
/// </summary>
internal sealed class ComposeProject(TestEngine engine, IReadOnlyDictionary<string, string> settings) : IAsyncDisposable
{
    public const string ServerImage = "diagnoser-test/server:local";
    public const string CollectorImage = "diagnoser-test/collector:local";

    private const string Name = "diagnoser-test";

    // Compiling ahead of time takes a minute or two of a processor.
    private static readonly TimeSpan BuildLimit = TimeSpan.FromMinutes(10);

    /// <summary>Settings that name nothing outside of this engine.</summary>
    public static Dictionary<string, string> Settings() => new()
    {
        ["PULL_POLICY"] = "never",
        ["RABBITMQ_IMAGE"] = Environment.GetEnvironmentVariable("DIAGNOSER_TEST_RABBITMQ") ?? "",
        ["POSTGRES_IMAGE"] = Environment.GetEnvironmentVariable("DIAGNOSER_TEST_POSTGRES") ?? "",
        ["DIAGNOSER_IMAGE"] = ServerImage,
        ["DIAGNOSER_COLLECTOR_IMAGE"] = CollectorImage,
    };

    /// <summary>Publishes a program as a person would, and builds its image from that, on a base that is there.</summary>
    public async Task BuildAsync(string program, string image, string baseImage)
    {
        var prebuilt = $"artifacts/publish/{program}";
        var publish = new Command(Path.Combine(Paths.Root, "deploy", "publish"), program, prebuilt)
        {
            Folder = Paths.Root,
            TimeLimit = BuildLimit,
            // A compiler that stays behind for the next build would keep the output open.
            Environment = new Dictionary<string, string> { ["MSBUILDDISABLENODEREUSE"] = "1", ["UseSharedCompilation"] = "false" },
        };
        _ = (await publish.RunAsync()).Text();
        _ = (await Docker(
            "build", "-q", "-f", $"deploy/{program}.Dockerfile", "-t", image, "--label", $"{DockerCli.Label}=image",
            "--build-arg", "SDK_IMAGE=bb:1", "--build-arg", $"BASE_IMAGE={baseImage}", "--build-arg", $"PREBUILT={prebuilt}", ".").RunAsync()).Text();
    }

    /// <summary><c>docker compose</c> with these arguments.</summary>
    public async Task<string> DoAsync(params IReadOnlyList<string> arguments) => (await TryAsync(arguments)).Text();

    /// <summary>The same where it may fail.</summary>
    public Task<Output> TryAsync(params IReadOnlyList<string> arguments) =>
        // A file .env of whoever works here plays no part.
        Docker(["compose", "--env-file", "/dev/null", "-p", Name, .. arguments]).RunAsync();

    /// <summary>One value of <c>docker inspect</c> about the container of a service.</summary>
    public Task<string> InspectAsync(string service, string format) => engine.Docker.InspectAsync($"{Name}-{service}-1", format);

    /// <summary>Lines such as <c>Uid:</c> about the main process of a service, as its host's kernel tells them.</summary>
    public async Task<Dictionary<string, string>> ProcessAsync(string service)
    {
        var pid = int.Parse(await InspectAsync(service, "{{.State.Pid}}"), CultureInfo.InvariantCulture);
        var lines = await File.ReadAllLinesAsync($"/proc/{pid}/status", TestContext.Current.CancellationToken);
        return lines.Select(line => line.Split(':', 2)).ToDictionary(parts => parts[0], parts => parts[1].Trim());
    }

    /// <summary>Removes everything of it, and the images that builds have left without a name.</summary>
    public async Task DownAsync()
    {
        _ = await TryAsync("down", "--remove-orphans", "--timeout", "5");
        // Not "down -v": it leaves out the volumes of other compose files under the same name.
        _ = await engine.Docker.TryAsync("volume", "prune", "-af", "--filter", $"label=com.docker.compose.project={Name}");
        foreach (var label in (string[])[DockerCli.Label, "diagnoser.stage"])
        {
            _ = await engine.Docker.TryAsync("image", "prune", "-f", "--filter", $"label={label}");
        }
    }

    public async ValueTask DisposeAsync() => await DownAsync();

    private Command Docker(params IReadOnlyList<string> arguments) => new("docker", arguments)
    {
        Folder = Paths.Root,
        TimeLimit = BuildLimit,
        // The engine's own builder: that of newer clients is a plugin which need not be there.
        Environment = new Dictionary<string, string>(settings) { ["DOCKER_HOST"] = engine.Uri, ["DOCKER_BUILDKIT"] = "0" },
    };
}
