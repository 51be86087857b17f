using Diagnoser.Collector;
using Diagnoser.Contracts;
using Diagnoser.Server.Cli;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.Server.Tests.Cli.Why;

public sealed class WhyCommandTests : IDisposable
{
    private readonly TestCli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Says_why_a_container_died()
    {
        Examine(new Examination([Some.Die()], []) { Container = Some.Die().Subject, Status = "exited" });

        var code = await _cli.RunAsync("why", "api");

        Assert.Equal(ExitCodes.Done, code);
        Assert.Contains("api ended with 7 on web-3", _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_that_nothing_is_wrong()
    {
        Examine(new Examination([Some.Event(EventTypes.ContainerStart)], [])
        {
            Container = Some.Die().Subject,
            Status = "running",
            StartedAt = Some.Noon,
        });

        Assert.Equal(ExitCodes.Done, await _cli.RunAsync("why", "api"));
        Assert.Equal("api: running since 2026-11-23 12:00:00 UTC, nothing wrong found\n", _cli.Out);

        Assert.Equal(ExitCodes.Done, await _cli.RunAsync("why", "api", "--json"));
        Assert.Empty(_cli.Out);
        Assert.Contains("nothing wrong found", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_container_that_is_not_there_is_exit_code_3_with_names_like_it()
    {
        Examine(new Examination([], []) { Similar = ["api-1", "api-2"] });

        var code = await _cli.RunAsync("why", "api");

        Assert.Equal(ExitCodes.Unreachable, code);
        Assert.Contains("'api'", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("similar: api-1, api-2", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_engine_it_is_exit_code_3()
    {
        _cli.Docker = NoDocker.At(Path.Combine(_cli.Folder, "nosuch.sock"));

        var code = await _cli.RunAsync("why", "api");

        Assert.Equal(ExitCodes.Unreachable, code);
        Assert.Contains("no such file", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_could_not_be_seen_is_said_on_stderr()
    {
        Examine(new Examination([], [new CollectorNotice(Some.Noon, "kernel.log", true, "not readable", "run as root")])
        {
            Container = Some.Die().Subject,
            Status = "running",
        });

        _ = await _cli.RunAsync("why", "api", "--json");

        Assert.Contains("kernel.log: not readable; run as root", _cli.Error, StringComparison.Ordinal);
    }

    private void Examine(Examination examination) => _cli.Docker = new FakeDocker { Examination = examination };
}
