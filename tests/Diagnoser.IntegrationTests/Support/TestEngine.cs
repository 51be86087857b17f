namespace Diagnoser.IntegrationTests.Support;

/// <summary>A Docker engine to break containers on, and the network namespace of its host if that is a simulated one.</summary>
internal sealed record TestEngine(string Uri, string? NetworkNamespace)
{
    public DockerCli Docker { get; } = new(Uri);

    /// <summary>Where it logs, as a value of the setting.</summary>
    public string Log { get; } = Environment.GetEnvironmentVariable("DIAGNOSER_TEST_LOG") is { Length: > 0 } file ? file : "journal";

    /// <summary>The program as a command on the engine's host, so that it sees the ports of that host.</summary>
    public Command Program(params IReadOnlyList<string> arguments) => Program(Paths.ProgramFolder, arguments);

    public Command Program(string folder, IReadOnlyList<string> arguments) =>
        // A job in the background of a shell ignores SIGINT, and so would its children.
        OnHost(new Command("env", ["--default-signal=INT", "dotnet", Path.Combine(folder, "diagnoser.dll"), .. arguments])
        {
            Environment = new Dictionary<string, string> { ["DOCKER_HOST"] = Uri, ["NO_COLOR"] = "" },
        });

    public Command OnHost(Command command) => NetworkNamespace is null ? command : command.Behind("nsenter", $"--net={NetworkNamespace}");

    /// <summary><c>diagnoser why</c>, as records.</summary>
    public async Task<Records> WhyAsync(string container)
    {
        var output = await Program("why", container, "--json").RunAsync();
        return Records.Parse(output.Text().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
