using Diagnoser.Server.Cli;
using Diagnoser.Server.Tests.Runbooks;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.Server.Tests.Cli.Rules.Docs;

public sealed class DocsCommandTests : IDisposable
{
    private readonly TestCli _cli = new();

    public DocsCommandTests()
    {
        _ = _cli.Write("books/resources/oom.yaml", Yaml.Oom);
        _ = _cli.Write("books/lifecycle/other.yaml", Yaml.Oom
            .Replace("oom-killed-memory-limit", "general", StringComparison.Ordinal)
            .Replace("title: Container killed at its own memory limit", "title: Something general", StringComparison.Ordinal)
            .Replace("owner: platform-sre", "suppresses: [oom-killed-memory-limit]", StringComparison.Ordinal));
    }

    private string Out => Path.Combine(_cli.Folder, "pages");

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task There_is_one_page_a_rule_and_an_index_by_area()
    {
        Assert.Equal(ExitCodes.Done, await DocsAsync());

        Assert.Equal(["index.md", "lifecycle/general.md", "resources/oom-killed-memory-limit.md"], Files());
        Assert.EndsWith(
            "# Runbooks\n\n## lifecycle\n\n- [Something general](lifecycle/general.md): critical, EXIT-001\n\n## resources\n\n"
            + "- [Container killed at its own memory limit](resources/oom-killed-memory-limit.md): critical, EXIT-001\n",
            Page("index.md"),
            StringComparison.Ordinal);
        Assert.Contains("3 pages in", _cli.Error, StringComparison.Ordinal);
        Assert.Equal("", _cli.Out);
    }

    [Fact]
    public async Task A_page_says_what_happened_and_what_to_do_before_how_it_decides()
    {
        _ = await DocsAsync();
        var page = Page("resources/oom-killed-memory-limit.md");
        string[] order =
        [
            "# Container killed at its own memory limit\n",
            "`oom-killed-memory-limit` · **critical** · stable · EXIT-001 · owner platform-sre\n",
            "## What happened\n\n> `die.service.name` was OOM-killed at its `limit` limit on `die.host.name`\n",
            "## What to do\n\n### Raise the limit to `ceil_mib(1.3 * limit)`\n",
            "- Risk: **low**\n- Suggested if `die.container.orchestrator != \"swarm\"`\n",
            "```sh\ndocker update --memory ${{ ceil_mib(1.3 * limit) }} ${{ die.container.name }}\n```\n",
            "It worked if this holds:\n\n```\ndocker inspect -f '{{.HostConfig.Memory}}' ${{ die.container.name }}  # must print: ${{ ceil_mib(1.3 * limit) }}\n```\n",
            "To undo it:\n\n```sh\ndocker update --memory ${{ limit }} ${{ die.container.name }}\n```\n",
            "## How it decides\n\n- `oom`: `kernel.oom_kill`, the OOM killer killed a process of a container, where `constraint` is `memcg`\n",
            "- `die`: `container.die`, a run ended, where `container.exit_code` is 137\n",
            "- oom and die, in any order, within 30s.\n- All on one host, with the same container.run.\n",
            "## Evidence it shows\n\n- `limit`: docker inspect HostConfig.Memory of die, as bytes\n",
            "- Explained away by: [Something general](../lifecycle/general.md)\n",
            "- kill at the limit gives one diagnosis: kernel.oom\\_kill of shop-api-1, container.die of shop-api-1 after 1s: it speaks (",
            "- docker kill is not an OOM: container.die of a: nothing is said\n",
        ];

        var at = 0;
        foreach (var part in order)
        {
            var next = page.IndexOf(part, at, StringComparison.Ordinal);
            Assert.True(next >= 0, $"not there, or not in this order: {part}\n{page}");
            at = next;
        }
    }

    [Fact]
    public async Task The_same_rules_give_the_same_pages()
    {
        _ = await DocsAsync();
        var first = Files().Select(Page).ToList();
        _ = await DocsAsync();

        Assert.Equal(first, Files().Select(Page));
    }

    [Fact]
    public async Task Odd_text_is_only_text()
    {
        _ = _cli.Write("books/resources/oom.yaml", Yaml.Oom
            .Replace("title: Container killed at its own memory limit", "title: \"# <script>alert(1)</script> [x](http://evil) @everyone\"", StringComparison.Ordinal)
            .Replace("owner: platform-sre", "description: \"- a ``` b | c\"\nreferences: [\"javascript:alert(1)\", \"https://example.com/a b\"]", StringComparison.Ordinal)
            .Replace("command: docker update --memory", "command: \"echo '```'; docker update --memory", StringComparison.Ordinal)
            .Replace("${{ die.container.name }}\n    verify", "${{ die.container.name }}\"\n    verify", StringComparison.Ordinal));
        Assert.Equal(ExitCodes.Done, await DocsAsync());
        var page = Page("resources/oom-killed-memory-limit.md");

        Assert.DoesNotContain("rules lint", _cli.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("x](http", page, StringComparison.Ordinal);
        Assert.DoesNotContain(" @everyone", page, StringComparison.Ordinal);
        Assert.Contains("\n\\- a \\`\\`\\` b \\| c\n", page, StringComparison.Ordinal);
        Assert.Contains("- javascript:alert(1)\n- <https://example.com/a%20b>\n", page, StringComparison.Ordinal);
        Assert.Contains("\n````sh\necho '```'; docker update", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_of_rules_that_are_gone_go_and_those_of_others_stay()
    {
        _ = await DocsAsync();
        File.Delete(Path.Combine(_cli.Folder, "books/lifecycle/other.yaml"));
        _ = _cli.Write("pages/notes.md", "mine\n");

        Assert.Equal(ExitCodes.Done, await DocsAsync());

        Assert.Equal(["index.md", "notes.md", "resources/oom-killed-memory-limit.md"], Files());
        Assert.Contains("1 page of rules that are gone removed", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_of_a_rule_that_has_an_error_now_stays()
    {
        _ = await DocsAsync();
        var before = Files();
        File.AppendAllText(Path.Combine(_cli.Folder, "books/lifecycle/other.yaml"), "\nseverty: info\n");

        Assert.Equal(ExitCodes.Findings, await DocsAsync());

        Assert.Equal(before, Files());
        Assert.Contains("an older page of theirs stays", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_somebody_else_wrote_is_not_overwritten()
    {
        _ = _cli.Write("pages/index.md", "mine\n");

        Assert.Equal(ExitCodes.Unreachable, await DocsAsync());

        Assert.Equal("mine\n", Page("index.md"));
        Assert.Contains("was not written by this command", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_tells_of_the_override_that_changes_its_rule()
    {
        _ = _cli.Write("books/overrides/mine.yaml", "override: oom-killed-memory-limit\nenabled: false\n");
        _ = await DocsAsync();

        Assert.Contains("**Switched off here by an override.**\n\n- enabled: true -&gt; false (`mine.yaml:2`)\n", Page("resources/oom-killed-memory-limit.md"), StringComparison.Ordinal);
        Assert.Contains("memory-limit.md): critical, EXIT-001, **switched off**\n", Page("index.md"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_folder_all_of_it_goes_to_stdout()
    {
        Assert.Equal(ExitCodes.Done, await _cli.RunAsync("rules", "docs", Path.Combine(_cli.Folder, "books")));

        Assert.StartsWith("# Runbooks\n", _cli.Out, StringComparison.Ordinal);
        Assert.Contains("\n---\n\n# Container killed at its own memory limit\n", _cli.Out, StringComparison.Ordinal);
    }

    private Task<int> DocsAsync() => _cli.RunAsync("rules", "docs", Path.Combine(_cli.Folder, "books"), "--out", Out);

    private IEnumerable<string> Files() =>
        Directory.EnumerateFiles(Out, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Out, f)).Order(StringComparer.Ordinal);

    private string Page(string name) => File.ReadAllText(Path.Combine(Out, name));
}
