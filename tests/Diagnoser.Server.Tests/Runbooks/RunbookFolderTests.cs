using System.Diagnostics;
using Diagnoser.Engine.Rules;
using Diagnoser.Server.Runbooks;

namespace Diagnoser.Server.Tests.Runbooks;

public sealed class RunbookFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("diagnoser-runbooks-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Reads_all_runbooks_below_a_folder()
    {
        Write("resources/oom.yaml", Yaml.Oom);
        Write("lifecycle/b.yaml", Yaml.Oom.Replace("oom-killed-memory-limit", "another", StringComparison.Ordinal).Replace("exit_code: 137", "exit_code: 139", StringComparison.Ordinal));
        Write("rule.schema.json", "{}");

        var loaded = RunbookFolder.Load(_folder);

        Assert.Empty(loaded.Findings);
        Assert.Equal(["another", "oom-killed-memory-limit"], loaded.Set!.Rules.Select(r => r.Id));
        Assert.Equal(2, loaded.Files);
    }

    [Fact]
    public void A_link_that_leads_back_finds_nothing_twice()
    {
        Write("a/x.yaml", Yaml.Oom);
        Write("b/bad.yaml", "- a\n");
        Write("b/old.yml", "");
        _ = Directory.CreateSymbolicLink(Path.Combine(_folder, "a/loop"), "..");
        _ = Directory.CreateSymbolicLink(Path.Combine(_folder, "b/across"), "../a");
        _ = File.CreateSymbolicLink(Path.Combine(_folder, "b/self.yaml"), "self.yaml");

        var loaded = RunbookFolder.Load(_folder);

        Assert.Equal("a/x.yaml", Path.GetRelativePath(_folder, Assert.Single(loaded.Rules).File));
        Assert.Equal(["b/bad.yaml", "b/old.yml", "b/self.yaml"], loaded.Findings.Select(f => Path.GetRelativePath(_folder, f.File)));
    }

    [Fact]
    public void A_link_to_a_folder_elsewhere_is_followed()
    {
        Write(".elsewhere/x.yaml", Yaml.Oom);
        _ = Directory.CreateSymbolicLink(Path.Combine(_folder, "common"), ".elsewhere");

        Assert.Equal("common/x.yaml", Path.GetRelativePath(_folder, Assert.Single(RunbookFolder.Load(_folder).Rules).File));
    }

    [Fact]
    public void One_bad_file_leaves_the_others_readable_and_gives_no_set()
    {
        Write("a.yaml", Yaml.Oom);
        Write("b.yaml", "- a\n");

        var loaded = RunbookFolder.Load(_folder);

        Assert.Null(loaded.Set);
        Assert.Equal(["oom-killed-memory-limit"], loaded.Rules.Select(r => r.Id));
        Assert.Contains("b.yaml:1:1: error: must be a map", loaded.Findings.Single().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_rules_with_one_id_are_an_error_that_names_both_files()
    {
        Write("a.yaml", Yaml.Oom);
        Write("b.yaml", Yaml.Oom);

        var finding = RunbookFolder.Load(_folder).Findings.Single().ToString();

        Assert.Contains("b.yaml:1:7: error: rule: the id 'oom-killed-memory-limit' is taken by", finding, StringComparison.Ordinal);
        Assert.Contains("a.yaml:1", finding, StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_that_hide_each_other_are_an_error()
    {
        Write("a.yaml", Named("a", "refines: [b]"));
        Write("b.yaml", Named("b", "refines: [a]"));

        var loaded = RunbookFolder.Load(_folder);

        Assert.Equal(["'a' hides 'b' and is hidden by it", "'b' hides 'a' and is hidden by it"], loaded.Findings.Select(f => f.Message[9..].Split(',')[0]));
        Assert.Null(loaded.Set);
    }

    [Fact]
    public void Rules_that_hide_each_other_all_speak_where_they_are_used_all_the_same()
    {
        Write("a.yaml", Named("a", "suppresses: [b]"));
        Write("b.yaml", Named("b", "refines: [c]"));
        Write("c.yaml", Named("c", "refines: [a]"));
        Write("d.yaml", Named("d", "refines: [a]"));

        var loaded = RunbookFolder.Load(_folder);

        Assert.Contains("a.yaml:", loaded.Findings[0].ToString(), StringComparison.Ordinal);
        Assert.Contains("suppresses: 'a' hides 'b'", loaded.Findings[0].ToString(), StringComparison.Ordinal);
        Assert.Equal(3, loaded.Findings.Count(f => f.Level == FindingLevel.Error));
        Assert.Equal(["a:", "b:", "c:", "d:a"], loaded.Usable.Rules.Select(r => $"{r.Id}:{string.Join(',', r.Refines.Concat(r.Suppresses))}"));
    }

    [Fact]
    public void A_pipe_is_not_opened()
    {
        Write("a.yaml", Yaml.Oom);
        using (var made = Process.Start("mkfifo", [Path.Combine(_folder, "b.yaml")]))
        {
            made.WaitForExit();
        }

        var loaded = RunbookFolder.Load(_folder);

        Assert.Single(loaded.Rules);
        Assert.Contains("b.yaml:1:1: error: the file cannot be read: it is a pipe, a socket or a device", loaded.Findings.Single().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_override_beside_the_rules_is_told_where_it_belongs()
    {
        Write("a.yaml", Yaml.Oom);
        Write("b.yaml", "override: oom-killed-memory-limit\nseverity: info\n");

        Assert.Contains("b.yaml:1:1: error: override: an override stands in a folder named overrides", RunbookFolder.Load(_folder).Findings.Single().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_may_refine_another()
    {
        Write("a.yaml", Named("a", "refines: [b]"));
        Write("b.yaml", Named("b", "owner: team"));

        Assert.Empty(RunbookFolder.Load(_folder).Findings);
    }

    [Fact]
    public void An_empty_or_absent_folder_says_so()
    {
        Assert.Contains("the folder holds no runbooks (*.yaml)", RunbookFolder.Load(_folder).Findings.Single().Message, StringComparison.Ordinal);
        Assert.Contains("there is no such folder or file", RunbookFolder.Load(Path.Combine(_folder, "x")).Findings.Single().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_with_the_other_ending_is_not_ignored_silently()
    {
        Write("a.yaml", Yaml.Oom);
        Write("c.yml", Yaml.Oom);

        Assert.Contains("c.yml:1:1: warning: the file is not read", RunbookFolder.Load(_folder).Findings.Single().ToString(), StringComparison.Ordinal);
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private static string Named(string id, string line) => Yaml.Oom
        .Replace("oom-killed-memory-limit", id, StringComparison.Ordinal)
        .Replace("owner: platform-sre", line, StringComparison.Ordinal);
}
