using Diagnoser.Server.Cli;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.Server.Tests.Cli.Rules;

public sealed class TestRecordingsTests : IDisposable
{
    private const string Raw = """
        {"status":"start","id":"CID","from":"alpine","Type":"container","Action":"start","Actor":{"ID":"CID","Attributes":{"image":"alpine","name":"job"}},"scope":"local","time":1769860800,"timeNano":1769860800000000000}
        {"status":"die","id":"CID","from":"alpine","Type":"container","Action":"die","Actor":{"ID":"CID","Attributes":{"execDuration":"2","exitCode":"7","image":"alpine","name":"job"}},"scope":"local","time":1769860802,"timeNano":1769860802000000000}

        """;

    private static readonly string Id = new('c', 64);

    private readonly TestCli _cli = new();

    public TestRecordingsTests()
    {
        _ = _cli.Write("runbooks/test.yaml", TestRule.Yaml + """
              - name: a real job that returned seven
                recording: cases/seven.jsonl
                expect: [{ at: 2s, container: job, certainty: probable }]

            """);
        _ = _cli.Write("runbooks/cases/seven.jsonl", Raw.Replace("CID", Id, StringComparison.Ordinal));
    }

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_recording_runs_as_a_test_on_its_own_time()
    {
        var code = await _cli.RunAsync("rules", "test");

        Assert.True(code == ExitCodes.Done, _cli.Out + _cli.Error);
        Assert.Contains("passed ended-with-seven: a real job that returned seven\n", _cli.Out, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Done, await _cli.RunAsync("rules", "lint"));
    }

    [Fact]
    public async Task Our_own_event_lines_are_taken_too()
    {
        var own = """{"record":"event","schema":1,"id":"e1","type":"container.die","time":"2026-01-31T12:00:00Z","host":{"id":"h1","name":"h1"},"subject":{"kind":"container","id":"CID","name":"job"},"run":{"startedAt":"2026-01-31T11:59:00Z"},"attributes":{"container.exit_code":7},"evidence":[],"missing":[]}""";
        _ = _cli.Write("runbooks/cases/seven.jsonl", own.Replace("CID", Id, StringComparison.Ordinal) + "\n");

        _ = await _cli.RunAsync("rules", "test", "--filter", "real job");

        Assert.True(_cli.Out.Contains("got      ended-with-seven at 0s on job", StringComparison.Ordinal), _cli.Out + _cli.Error);
        Assert.Contains("x at: wanted \"2s\"", _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_is_not_there_is_an_error_at_its_name()
    {
        File.Delete(Path.Combine(_cli.Folder, "runbooks/cases/seven.jsonl"));

        Assert.Equal(ExitCodes.Findings, await _cli.RunAsync("rules", "lint"));
        Assert.Matches(@"test\.yaml:34:16: error: tests\.recording: 'cases/seven\.jsonl' cannot be read: .* \[wrong-recording\]", _cli.Out);
        Assert.Equal(ExitCodes.Findings, await _cli.RunAsync("rules", "test"));
    }

    [Theory]
    [InlineData("{}\n\nnot json\n", "has 2 damaged lines: line 1: ")]
    [InlineData("\n", "holds no event")]
    public async Task One_that_is_damaged_is_an_error(string text, string message)
    {
        _ = _cli.Write("runbooks/cases/seven.jsonl", text);

        _ = await _cli.RunAsync("rules", "lint");

        Assert.Contains(message, _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_no_test_names_is_a_warning()
    {
        _ = _cli.Write("runbooks/other.jsonl", Raw);

        Assert.Equal(ExitCodes.Findings, await _cli.RunAsync("rules", "lint"));
        Assert.Contains("other.jsonl:1:1: warning: no test names this recording", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("1 warning", _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recording_counts_for_coverage()
    {
        _ = await _cli.RunAsync("rules", "coverage", "--json");

        Assert.Equal(100, _cli.Records[0].GetProperty("percent").GetDouble());
    }
}
