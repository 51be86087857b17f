using System.Text.Json;
using Diagnoser.Server.Cli;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.Server.Tests.Cli.Replay;

/// <summary>
/// Hosts that ran out of memory, recorded on a real engine under cgroup v2 (<c>tests/hosts/v2</c>) and judged by the shipped
/// runbooks. Such a host is slow: the engine tells a death seconds after the kernel's kill, or not at all.
/// </summary>
public sealed class RecordedHostOomTests : IDisposable
{
    private readonly TestCli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_killed_child_blames_the_host_and_not_the_limit()
    {
        await ReplayAsync("host-oom-child.jsonl");

        Assert.Equal(["oom-host-child of shop-cache-1: confirmed"], Diagnoses());
    }

    [Fact]
    public async Task A_killed_main_process_is_a_death_by_the_host_told_once()
    {
        await ReplayAsync("host-oom-main-process.jsonl");

        // The end of the first was told late, by comparing states; that of the second six seconds after the kill.
        Assert.Equal(["oom-host of shop-cache-1: confirmed", "oom-host of shop-report-1: probable"], Diagnoses());
        Assert.All(
            _cli.Records.Where(r => r.GetProperty("record").GetString() == "event"),
            end => Assert.Equal("kernelHost", end.GetProperty("exit").GetProperty("endedBy").GetString()));
    }

    private async Task ReplayAsync(string recording)
    {
        var code = await _cli.RunAsync(
            "replay", Path.Combine(AppContext.BaseDirectory, "Recordings", recording), "--json",
            "--runbooks", Path.Combine(AppContext.BaseDirectory, "runbooks"));

        Assert.Equal(ExitCodes.Done, code);
    }

    private IEnumerable<string> Diagnoses() =>
        _cli.Records
            .Where(r => r.GetProperty("record").GetString() == "diagnosis")
            .Select(d => $"{Text(d, "rule")} of {d.GetProperty("subject").GetProperty("name").GetString()}: {Text(d, "certainty")}")
            .Order(StringComparer.Ordinal);

    private static string? Text(JsonElement record, string name) => record.GetProperty(name).GetString();
}
