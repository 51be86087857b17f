using Diagnoser.Server.Cli;
using Diagnoser.Server.Tests.Runbooks;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.Server.Tests.Cli.Rules;

public sealed class RulePageTests : IDisposable
{
    private const string Id = "oom-killed-memory-limit";

    private readonly TestCli _cli = new();
    private readonly string _file;

    public RulePageTests()
    {
        _file = _cli.Write("books/resources/oom.yaml", Yaml.Oom.Replace(
            "owner: platform-sre",
            "exceptions: [{ name: batch, where: [{ container.label.job: batch }, { container.name|startswith: [a, b] }], until: 2099-12-31, by: ann }]",
            StringComparison.Ordinal));
        _ = _cli.Write("books/resources/other.yaml", Yaml.Oom
            .Replace(Id, "other", StringComparison.Ordinal)
            .Replace("  all: [oom, die]", "  sequence: [oom, { count: die, gte: 3 }]", StringComparison.Ordinal)
            .Replace("where: { container.exit_code: 137 }", "when: container.exit_code == 137", StringComparison.Ordinal)
            .Replace("owner: platform-sre", $"refines: [{Id}]", StringComparison.Ordinal));
    }

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task It_shows_what_the_rule_looks_at_decides_says_and_suggests()
    {
        Assert.Equal(ExitCodes.Done, await ShowAsync(Id));

        string[] lines =
        [
            "file       " + _file,
            "on oom     kernel.oom_kill: the OOM killer killed a process of a container",
            "           where { constraint: memcg }",
            "decides    oom and die, in any order, within 30s.",
            "           All on one host, with the same container.run.",
            "silent for batch: { container.label.job: batch } or { container.name|startswith: [a, b] }, until 2099-12-31, by ann",
            "refined by other",
            "evidence   limit: docker inspect HostConfig.Memory of die, as bytes",
            "confidence 0.95",
            "           if die.container.orchestrator != \"swarm\"",
            "           $ docker update --memory ${{ ceil_mib(1.3 * limit) }} ${{ die.container.name }}",
            "           undo: $ docker update --memory ${{ limit }} ${{ die.container.name }}",
            "incident   one for each host and service; said again after 15m; held open 10m after the last match",
        ];
        Assert.All(lines, line => Assert.Contains($"\n  {line}\n", _cli.Out, StringComparison.Ordinal));
        Assert.Matches(@"\n  tests +kill at the limit gives one diagnosis \(speaks, oom\.yaml:\d+\)\n +docker kill is not an OOM \(silent, oom\.yaml:\d+\)\n", _cli.Out);
        Assert.Matches(@"keeps +matched events for 1m\S+; at most 64 of a key and selection, and 100000 keys", _cli.Out);
    }

    [Fact]
    public async Task It_shows_what_a_count_holds_and_what_an_expression_asks()
    {
        _ = await ShowAsync("other");

        Assert.Contains("           when container.exit_code == 137\n", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("oom, then at least 3 of die, in this order, within 30s.\n", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("to count: the events of die in the last 30s, at most 64 of a key; it takes 3\n", _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_shows_what_overrides_change()
    {
        var file = _cli.Write("books/overrides/mine.yaml", $"override: {Id}\nseverity: info\nenabled: false\n");
        _ = await ShowAsync(Id);

        Assert.Contains("  severity   info\n  status     stable, switched off by an override\n", _cli.Out, StringComparison.Ordinal);
        Assert.Contains($"  changed    severity: critical -> info  ({file}:2)\n", _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Yaml_is_the_file()
    {
        Assert.Equal(ExitCodes.Done, await ShowAsync(Id, "--yaml"));

        Assert.Equal(await File.ReadAllTextAsync(_file, TestContext.Current.CancellationToken), _cli.Out);
    }

    [Fact]
    public async Task Json_is_one_object_with_all_of_it()
    {
        Assert.Equal(ExitCodes.Done, await ShowAsync(Id, "--json"));
        var record = Assert.Single(_cli.Records);
        var details = record.GetProperty("details");

        Assert.Equal(("rule", Id), (record.GetProperty("record").GetString(), record.GetProperty("id").GetString()));
        Assert.Equal("constraint: memcg", details.GetProperty("selections")[0].GetProperty("where")[0][0].GetString());
        Assert.Equal("2099-12-31", details.GetProperty("exceptions")[0].GetProperty("until").GetString());
        Assert.Equal(64, details.GetProperty("bounds").GetProperty("window").GetInt32());
        Assert.Equal([true, false], details.GetProperty("tests").EnumerateArray().Select(t => t.GetProperty("speaks").GetBoolean()));
    }

    [Fact]
    public async Task A_rule_that_cannot_be_read_is_not_simply_unknown()
    {
        _ = _cli.Write("books/resources/bad.yaml", "rule: bad\n");

        Assert.Equal(ExitCodes.Usage, await ShowAsync("bad"));

        Assert.Matches(@"there is no rule 'bad' in .*; \d+ errors in runbooks, see diagnoser rules lint", _cli.Error);
    }

    [Fact]
    public async Task Two_forms_at_once_are_refused() => Assert.Equal(ExitCodes.Usage, await ShowAsync(Id, "--json", "--yaml"));

    private Task<int> ShowAsync(string id, params string[] options) =>
        _cli.RunAsync(["rules", "show", id, "--runbooks", Path.Combine(_cli.Folder, "books"), .. options]);
}
