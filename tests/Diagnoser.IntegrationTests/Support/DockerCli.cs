namespace Diagnoser.IntegrationTests.Support;

/// <summary>The docker CLI against the test engine. What it makes carries a name and a label of this run of the tests.</summary>
internal sealed class DockerCli(string uri)
{
    public const string Label = "diagnoser.test";

    private static readonly string RunName = "t" + Guid.NewGuid().ToString("n")[..6];

    public string Uri => uri;

    /// <summary>A name that no other run of the tests uses.</summary>
    public static string Name(string name) => $"{RunName}-{name}";

    public Task<Output> TryAsync(params IReadOnlyList<string> arguments) => Command(arguments).RunAsync();

    public async Task<string> DoAsync(params IReadOnlyList<string> arguments) => (await TryAsync(arguments)).Text();

    /// <summary><c>docker run -d</c> of a container by this name; the options come before the image.</summary>
    public Task<string> RunAsync(string name, IReadOnlyList<string> options, params IReadOnlyList<string> command) =>
        DoAsync(["run", .. Named(name), "-d", .. options, "bb:1", .. command]);

    /// <summary>A container that lives and stops well; a signal that came before it listens would be ignored by the kernel.</summary>
    public async Task ServeAsync(string name, params IReadOnlyList<string> options)
    {
        await RunAsync(name, options, Script.Shell(Script.Serve));
        await WaitUntilReadyAsync(name);
    }

    public Task<string> WaitUntilReadyAsync(string name) =>
        DoAsync("exec", name, "sh", "-c", $"until [ -e {Script.Ready} ]; do sleep 0.02; done");

    /// <summary><c>docker run -d</c> of a container that cannot be started.</summary>
    public async Task RunAndFailAsync(string name, IReadOnlyList<string> options, params IReadOnlyList<string> command) =>
        Assert.NotEqual(0, (await TryAsync(["run", .. Named(name), "-d", .. options, "bb:1", .. command])).ExitCode);

    public Task<string> CreateAsync(string name, IReadOnlyList<string> options, params IReadOnlyList<string> command) =>
        DoAsync(["create", .. Named(name), .. options, "bb:1", .. command]);

    /// <summary>Puts a file into a container that was created.</summary>
    public async Task CopyAsync(string name, string path, byte[] content, UnixFileMode mode)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, content, TestContext.Current.CancellationToken);
            File.SetUnixFileMode(file, mode);
            await DoAsync("cp", file, $"{name}:{path}");
        }
        finally
        {
            File.Delete(file);
        }
    }

    public Task<string> InspectAsync(string name, string format) => DoAsync("inspect", "-f", format, name);

    /// <summary>Removes what this and earlier runs have made.</summary>
    public async Task CleanAsync()
    {
        foreach (var (list, remove) in new (string[], string[])[]
        {
            (["ps", "-aq"], ["rm", "-fv"]),
            (["network", "ls", "-q"], ["network", "rm"]),
        })
        {
            var ids = (await DoAsync([.. list, "--filter", $"label={Label}"])).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            if (ids.Length > 0)
            {
                await TryAsync([.. remove, .. ids]);
            }
        }
    }

    private static string[] Named(string name) => ["--name", name, "--label", $"{Label}={RunName}", "--pull", "never"];

    private Command Command(IReadOnlyList<string> arguments) =>
        new("docker", arguments) { Environment = new Dictionary<string, string> { ["DOCKER_HOST"] = uri } };
}
