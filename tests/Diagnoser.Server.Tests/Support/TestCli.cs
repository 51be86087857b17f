using System.Text;
using System.Text.Json;
using Diagnoser.Collector;
using Diagnoser.Collector.Configuration;
using Diagnoser.Server.Cli;
using Diagnoser.Server.Cli.Output;
using Microsoft.Extensions.Time.Testing;

namespace Diagnoser.Server.Tests.Support;

/// <summary>Runs command lines in this process with everything outside replaced; has a folder of its own.</summary>
internal sealed class TestCli : IDisposable
{
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    public TestCli()
    {
        Write("runbooks/test.yaml", TestRule.Yaml);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("diagnoser-cli-").FullName;

    public FakeTimeProvider Clock { get; } = new(Some.Noon.AddMinutes(1));

    public IDockerAccess Docker { get; set; } = new FakeDocker();

    public string Input { get; set; } = "";

    /// <summary>True if reading fails after <see cref="Input"/>.</summary>
    public bool InputBreaks { get; set; }

    /// <summary>The columns of the terminal; null where none reads.</summary>
    public int? Columns { get; set; }

    /// <summary>True if <see cref="Input"/> is typed at a terminal.</summary>
    public bool CanAsk { get; set; }

    /// <summary>The environment's settings.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    public Paint Paint { get; set; } = new(Colour: false, Unicode: true);

    public Paint ErrorPaint { get; set; } = new(Colour: false, Unicode: true);

    public string Out => _out.ToString();

    public string Error => _error.ToString();

    public IReadOnlyList<JsonElement> Records =>
        [.. Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    public Task<int> RunAsync(params IReadOnlyList<string> arguments) => RunUntilAsync(TestContext.Current.CancellationToken, arguments);

    public Task<int> RunUntilAsync(CancellationToken cancellationToken, params IReadOnlyList<string> arguments)
    {
        _ = _out.GetStringBuilder().Clear();
        _ = _error.GetStringBuilder().Clear();
        var surroundings = new Surroundings
        {
            Out = _out,
            Error = _error,
            OpenInput = () => InputBreaks ? new BreakingStream(Encoding.UTF8.GetBytes(Input)) : new MemoryStream(Encoding.UTF8.GetBytes(Input)),
            Variable = name => name == "XDG_STATE_HOME" ? Path.Combine(Folder, "state") : Variables.GetValueOrDefault(name),
            Settings = new SettingsSources
            {
                // Tests run side by side: none may hold the usual port.
                Variables = new Dictionary<string, string>(Variables) { ["DIAGNOSER__Http__Listen"] = "127.0.0.1:0" },
                Read = _ => null,
                ProgramFolder = Folder,
            },
            Clock = Clock,
            Docker = Docker,
            ProgramFolder = Folder,
            Paint = Paint,
            ErrorPaint = ErrorPaint,
            Columns = () => Columns,
            CanAsk = () => CanAsk,
        };
        return CommandLine.RunAsync(arguments, surroundings, cancellationToken);
    }

    /// <summary>Writes a file in <see cref="Folder"/>; gives its path.</summary>
    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose()
    {
        _out.Dispose();
        _error.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}

/// <summary>No engine anywhere.</summary>
internal static class NoDocker
{
    /// <summary>The real search, with one address that is not there.</summary>
    public static IDockerAccess At(string socket) => new Missing(socket);

    private sealed class Missing(string socket) : IDockerAccess
    {
        public Task<EndpointSearch> FindAsync(Uri? given, CancellationToken cancellationToken) =>
            DockerEndpoint.FindAsync(given ?? new Uri($"unix://{socket}"), cancellationToken);

        public Task WatchAsync(
            CollectorOptions options, TimeProvider clock, Collector.Publishing.IEventSink sink, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("there is nothing to watch");

        public Task<Examination> ExamineAsync(Uri endpoint, string nameOrId, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("there is nothing to examine");
    }
}
