using System.Text.Json;
using Diagnoser.Contracts;
using Diagnoser.Server.Cli;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.Server.Tests.Cli.Replay;

public sealed class ReplayCommandTests : IDisposable
{
    private const string RawStart =
        """{"status":"start","id":"0af1","from":"bb:1","Type":"container","Action":"start","Actor":{"ID":"0af1","Attributes":{"image":"bb:1","name":"worker"}},"scope":"local","time":1795473348,"timeNano":1795473348000000000}""";

    private const string RawDie =
        """{"status":"die","id":"0af1","from":"bb:1","Type":"container","Action":"die","Actor":{"ID":"0af1","Attributes":{"exitCode":"7","image":"bb:1","name":"worker"}},"scope":"local","time":1795473349,"timeNano":1795473349681756915}""";

    private readonly TestCli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Own_lines_and_raw_lines_may_be_mixed()
    {
        _cli.Input = $"{Line(Some.Die())}\n{RawStart}\n{RawDie}\n";

        var code = await _cli.RunAsync("replay", "-", "--json");

        Assert.Equal(ExitCodes.Done, code);
        Assert.Equal(2, _cli.Records.Count(r => r.GetProperty("record").GetString() == "event"));
        Assert.Equal(
            ["api ended with 7 on web-3", "worker ended with 7 on raw"],
            _cli.Records.Where(IsDiagnosis).Select(d => d.GetProperty("summary").GetString()!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Each_end_is_a_record_with_its_verdict()
    {
        _cli.Input = Line(Some.Die(code: 0));

        _ = await _cli.RunAsync("replay", "-", "--json");

        var end = Assert.Single(_cli.Records);
        Assert.Equal("container.die", end.GetProperty("type").GetString());
        Assert.Equal("itself", end.GetProperty("exit").GetProperty("endedBy").GetString());
    }

    [Fact]
    public async Task A_verdict_that_a_line_carries_is_kept()
    {
        _cli.Input = Line(Some.Die(code: 0) with { Exit = new ExitVerdict(EndedBy.Outsider, "kept", Certainty.Probable, ["seen"], []) });

        _ = await _cli.RunAsync("replay", "-", "--json");

        Assert.Equal("kept", Assert.Single(_cli.Records).GetProperty("exit").GetProperty("reason").GetString());
    }

    [Theory]
    [InlineData("{\"record\":\"event\",\"id\":\"x\"")]
    [InlineData("not json at all")]
    [InlineData("[]")]
    [InlineData("42")]
    [InlineData("{}")]
    [InlineData("{\"hello\":\"world\"}")]
    [InlineData("{\"record\":\"event\",\"id\":\"x\",\"type\":\"container.die\"}")]
    [InlineData("{\"record\":\"event\",\"id\":null,\"type\":\"container.die\",\"time\":\"2026-11-23T12:00:00Z\",\"host\":{\"id\":\"h\",\"name\":\"h\"},\"subject\":{\"kind\":\"container\",\"id\":\"c\",\"name\":\"c\"}}")]
    [InlineData("{\"record\":\"event\",\"id\":\"x\",\"type\":\"container.die\",\"time\":\"yesterday\",\"host\":{\"id\":\"h\",\"name\":\"h\"},\"subject\":{\"kind\":\"container\",\"id\":\"c\",\"name\":\"c\"}}")]
    [InlineData("{\"record\":\"event\",\"id\":\"x\",\"type\":\"container.die\",\"time\":\"2026-11-23T12:00:00Z\",\"host\":{\"id\":\"h\",\"name\":\"h\"},\"subject\":{\"kind\":\"container\",\"id\":\"c\",\"name\":\"c\"},\"attributes\":{\"a\":{\"b\":1}}}")]
    [InlineData("{\"record\":\"event\",\"id\":\"x\",\"type\":\"container.die\",\"time\":\"2026-11-23T12:00:00Z\",\"host\":{\"id\":\"h\",\"name\":\"h\"},\"subject\":{\"kind\":\"container\",\"id\":\"c\",\"name\":\"c\"},\"evidence\":[null]}")]
    [InlineData("{\"record\":\"event\",\"schema\":99,\"id\":\"x\"}")]
    [InlineData("{\"record\":\"surprise\"}")]
    [InlineData("{\"record\":7}")]
    [InlineData("{\"Type\":\"container\"}")]
    [InlineData("{\"Type\":\"container\",\"Action\":\"die\",\"Actor\":{\"ID\":\"x\",\"Attributes\":{\"name\":\"\\ud800\"}},\"timeNano\":1}")]
    [InlineData("a\0b")]
    public async Task A_damaged_line_is_named_with_its_place_and_the_rest_goes_on(string damaged)
    {
        _cli.Input = $"{Line(Some.Die("one"))}\n{damaged}\n{Line(Some.Die("two"))}\n";

        var code = await _cli.RunAsync("replay", "-", "--json");

        Assert.Equal(ExitCodes.Findings, code);
        Assert.Contains("stdin:2: not an event: ", _cli.Error, StringComparison.Ordinal);
        Assert.Equal(2, _cli.Records.Count(IsDiagnosis));
    }

    [Fact]
    public async Task A_recording_of_many_blocks_keeps_the_order_and_the_numbers_of_its_lines()
    {
        // Two lines a container, so that its run is known only to who has read them in order; three thousand lines are a dozen blocks.
        var lines = Enumerable.Range(0, 3000).Select(i =>
            (i % 2 == 0 ? RawStart : RawDie)
                .Replace("0af1", $"0af{i / 2}", StringComparison.Ordinal)
                .Replace(i % 2 == 0 ? "1795473348000000000" : "1795473349681756915", $"{1795473348000000000 + (i * 1_000_000_000L)}", StringComparison.Ordinal));
        var recording = lines.ToList();
        recording.Insert(2499, "broken");
        _cli.Input = string.Join('\n', recording);

        var code = await _cli.RunAsync("replay", "-", "--json");

        var ends = _cli.Records.Where(r => r.GetProperty("record").GetString() == "event").ToList();
        Assert.Equal(ExitCodes.Findings, code);
        Assert.Contains("stdin:2500: not an event: ", _cli.Error, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(0, 1500).Select(i => $"0af{i}"), ends.Select(e => e.GetProperty("subject").GetProperty("id").GetString()));
        Assert.All(ends, e => Assert.Equal(1.0, e.GetProperty("attributes").GetProperty(AttributeNames.RunSeconds).GetDouble()));
    }

    [Fact]
    public async Task Deep_nesting_and_huge_lines_are_damage_not_the_end()
    {
        var deep = new string('[', 100_000);
        var huge = new string('x', (1 << 20) + 1);
        var file = _cli.Write("in.jsonl", $"{deep}\n{huge}\n{Line(Some.Die())}\n");

        var code = await _cli.RunAsync("replay", file);

        Assert.Equal(ExitCodes.Findings, code);
        Assert.Contains("in.jsonl:1: not an event: ", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("in.jsonl:2: not an event: it is longer than 1 MB", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("api ended with 7", _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_not_utf8_are_damage()
    {
        var file = Path.Combine(_cli.Folder, "bad.jsonl");
        await File.WriteAllBytesAsync(file, [(byte)'{', 0xff, 0xfe, (byte)'}', (byte)'\n'], TestContext.Current.CancellationToken);

        var code = await _cli.RunAsync("replay", file);

        Assert.Equal(ExitCodes.Findings, code);
        Assert.Contains("bad.jsonl:1: not an event: it is not valid UTF-8", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Twenty_damaged_lines_are_named_and_all_are_counted()
    {
        _cli.Input = string.Concat(Enumerable.Repeat("broken\n", 1000));

        var code = await _cli.RunAsync("replay", "-");

        Assert.Equal(ExitCodes.Findings, code);
        Assert.Equal(20, _cli.Error.Split("not an event").Length - 1);
        Assert.Contains("and 980 more damaged lines", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("1,000 skipped as damaged", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_byte_order_mark_windows_line_ends_and_blank_lines_are_fine()
    {
        _cli.Input = $"\ufeff{Line(Some.Die("one"))}\r\n\r\n   \n{Line(Some.Die("two"))}";

        var code = await _cli.RunAsync("replay", "-", "--json");

        Assert.Equal(ExitCodes.Done, code);
        Assert.Equal(2, _cli.Records.Count(IsDiagnosis));
    }

    [Fact]
    public async Task What_up_prints_can_be_replayed()
    {
        _cli.Input = Line(Some.Die());
        _ = await _cli.RunAsync("replay", "-", "--json");
        var first = _cli.Out;

        _cli.Input = first;
        var code = await _cli.RunAsync("replay", "-", "--json");

        Assert.Equal(ExitCodes.Done, code);
        Assert.Equal(first, _cli.Out);
    }

    [Fact]
    public async Task A_blind_window_in_a_recording_is_told()
    {
        _cli.Input = Line(Some.Blind(Some.Noon, Some.Noon.AddSeconds(12)));

        _ = await _cli.RunAsync("replay", "-", "--json");

        var window = Assert.Single(_cli.Records);
        Assert.Equal("blindWindow", window.GetProperty("record").GetString());
        Assert.Equal("docker.events", window.GetProperty("source").GetString());
    }

    [Fact]
    public async Task Stdout_holds_nothing_but_json_and_the_summary_is_on_stderr()
    {
        _cli.Input = $"{Line(Some.Die())}\nbroken\n";

        _ = await _cli.RunAsync("replay", "-", "--json");

        Assert.All(_cli.Records, r => Assert.Equal(JsonValueKind.Object, r.ValueKind));
        Assert.Contains("replayed 2 lines: 1 event, 0 not used, 1 skipped as damaged; 1 end, 1 diagnosis", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_holds_hostile_text_as_escapes()
    {
        _cli.Input = Line(Some.Die("\u001b[2J\u009b\u202e"));

        _ = await _cli.RunAsync("replay", "-", "--json");

        Assert.DoesNotContain(_cli.Out, c => c is not '\n' and (< ' ' or > '~'));
    }

    [Theory]
    [InlineData("nosuch.jsonl")]
    [InlineData("")]
    [InlineData(".")]
    public async Task A_file_that_cannot_be_read_is_exit_code_3(string file)
    {
        var code = await _cli.RunAsync("replay", file.Length > 1 ? Path.Combine(_cli.Folder, file) : file == "." ? _cli.Folder : file);

        Assert.Equal(ExitCodes.Unreachable, code);
        Assert.Empty(_cli.Out);
        Assert.NotEmpty(_cli.Error);
    }

    [Fact]
    public async Task What_was_read_before_reading_failed_is_told_and_then_why()
    {
        // The first death is due by the time of the second; what still waits when the recording breaks off is not told.
        _cli.Input = $"{RawStart}\n{RawDie}\n{RawDie.Replace("0af1", "0af2", StringComparison.Ordinal).Replace("1795473349", "1795473449", StringComparison.Ordinal)}\n";
        _cli.InputBreaks = true;

        var code = await _cli.RunAsync("replay", "-", "--json");

        Assert.Equal(ExitCodes.Unreachable, code);
        Assert.Equal("0af1", Assert.Single(_cli.Records, r => r.GetProperty("record").GetString() == "event").GetProperty("subject").GetProperty("id").GetString());
        Assert.Contains("- cannot be read: the disk is gone", _cli.Error, StringComparison.Ordinal);
    }

    private static bool IsDiagnosis(JsonElement record) => record.GetProperty("record").GetString() == "diagnosis";

    private static string Line(DockerEvent dockerEvent) => JsonSerializer.Serialize(dockerEvent, ContractsJson.Default.DockerEvent);
}
