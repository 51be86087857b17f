using Diagnoser.Collector.Cli;
using Diagnoser.Collector.Configuration;
using Diagnoser.Collector.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Diagnoser.Collector.Tests.Cli;

public sealed class CommandLineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("collector-cli-").FullName;
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    public void Dispose()
    {
        _out.Dispose();
        _error.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Run_without_a_broker_names_the_setting()
    {
        Assert.Equal(2, await RunAsync(InMemory.Of(), "run", "--data", _folder));
        Assert.Contains("Bus:RabbitMq:Uri", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains("DIAGNOSER__Bus__RabbitMq__Uri", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_another_holds_is_named()
    {
        using var other = OwnedFolder.Take(_folder, "diagnoser-collector");

        Assert.Equal(3, await RunAsync(InMemory.Of(yaml: "Bus: { RabbitMq: { Uri: 'amqp://rabbit' } }"), "run", "--data", _folder));
        Assert.Contains($"{_folder} is in use by another diagnoser-collector (process {Environment.ProcessId})", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Config_check_prints_what_is_in_force_without_secrets()
    {
        var sources = InMemory.Of(yaml: "Bus:\n  RabbitMq: { Uri: 'amqp://ann:pa55@rabbit/prod' }\n");

        Assert.Equal(0, await RunAsync(sources, "config", "check", "--data", "/d\u001b[31m"));

        var lines = _out.ToString().Split('\n');
        Assert.Matches("^Bus:RabbitMq:Uri +amqp://ann:\\*\\*\\*@rabbit/\\*\\*\\* +/etc/diagnoser/config.yaml:2:20$", lines[0]);
        Assert.Contains(lines, line => line.StartsWith("Collector:Data", StringComparison.Ordinal) && line.Contains("/d\\x1b[31m", StringComparison.Ordinal) && line.EndsWith("--data", StringComparison.Ordinal));
        Assert.DoesNotContain("pa55", _out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_settings_are_wrong_usage_and_every_problem_has_a_line()
    {
        Assert.Equal(2, await RunAsync(InMemory.Of(yaml: "Bsu: { X: 1 }\nCollector: { Docker: nowhere }\n"), "config", "check"));
        Assert.Equal(2, _error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("healthcheck")]
    [InlineData("config", "check")]
    public async Task Help_ends_with_examples_and_exit_codes(params string[] command)
    {
        Assert.Equal(0, await RunAsync(InMemory.Of(), [.. command, "--help"]));
        Assert.Contains("Examples:", _out.ToString(), StringComparison.Ordinal);
        Assert.Contains("3 cannot read or write what it needs", _out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_command_is_answered_with_the_right_ones()
    {
        Assert.Equal(2, await RunAsync(InMemory.Of(), "runn"));
        Assert.Contains("allowed commands: run, healthcheck, doctor, proxy, config", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains("see: diagnoser-collector --help", _error.ToString(), StringComparison.Ordinal);
    }

    private Task<int> RunAsync(SettingsSources sources, params IReadOnlyList<string> arguments) => CommandLine.RunAsync(
        arguments,
        new Surroundings { Out = _out, Error = _error, Sources = sources, Clock = new FakeTimeProvider(Some.Noon), IsRoot = true },
        TestContext.Current.CancellationToken);
}
