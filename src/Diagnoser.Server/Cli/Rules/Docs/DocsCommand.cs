using System.CommandLine;
using System.Text;
using Diagnoser.Engine.Rules.Overrides;
using Diagnoser.Server.Cli.Output;

namespace Diagnoser.Server.Cli.Rules.Docs;

/// <summary><c>rules docs</c>.</summary>
internal static class DocsCommand
{
    /// <summary>The first line of every page: what bears it may be replaced and removed.</summary>
    public const string Mark = "<!-- Written by diagnoser rules docs; change the rule, not this page. -->";

    public static DocumentedCommand Create(Surroundings surroundings, Argument<string[]> paths)
    {
        var runbooks = Options.Runbooks();
        var output = new Option<string?>("--out") { Description = "Write one page a rule and index.md into this folder; without it, all go to stdout.", HelpName = "DIR" };
        var command = new DocumentedCommand(
            "docs",
            "Writes the runbook pages: one Markdown page a rule, and an index by area. Errors in the runbooks make the exit code 1; the good rules have their pages.",
            new Example("diagnoser rules docs --out runbook-pages", "pages for a wiki or a static site"),
            new Example("diagnoser rules docs mine/ | less", "read them here"))
        {
            paths, runbooks, output,
        };
        command.SetAction(result =>
        {
            var read = RunbookFolders.Read(RunbookFolders.Paths(result.GetValue(paths), result.GetValue(runbooks), surroundings), surroundings);
            var errors = RunbookFolders.Errors(read).Count;
            if (errors > 0)
            {
                surroundings.Tell($"{Report.Count(errors, "error")} in runbooks: rules that cannot be read get no page, and an older page of theirs stays; see diagnoser rules lint");
            }

            var pages = Pages(read.InForce);
            if (result.GetValue(output) is { } folder)
            {
                Write(pages, folder, surroundings, keepOthers: errors > 0);
            }
            else
            {
                surroundings.Out.Write(string.Join("\n---\n\n", pages.Select(p => p.Text.TrimEnd('\n') + "\n")));
            }

            return errors > 0 ? ExitCodes.Findings : ExitCodes.Done;
        });
        return command;
    }

    /// <summary>The index and the pages, in the order of their paths.</summary>
    public static IReadOnlyList<(string Path, string Text)> Pages(IReadOnlyList<RuleInForce> rules)
    {
        var links = new RuleLinks(rules);
        var sorted = rules.OrderBy(r => RuleLinks.Area(r.Rule), StringComparer.Ordinal).ThenBy(r => r.Rule.Id, StringComparer.Ordinal).ToList();
        return [("index.md", Index(sorted)), .. sorted.Select(r => (RuleLinks.Page(r.Rule), new RuleDocument(r, links).Write()))];
    }

    private static string Index(IReadOnlyList<RuleInForce> rules)
    {
        var page = new MarkdownWriter();
        page.Heading(1, "Runbooks");
        foreach (var area in rules.GroupBy(r => RuleLinks.Area(r.Rule)))
        {
            page.Heading(2, area.Key);
            page.Items(area.Select(r =>
                $"[{MarkdownWriter.Safe(r.Rule.Title)}]({RuleLinks.Target(r.Rule)}): {Words.Of(r.Rule.Severity)}{(r.Rule.Codes.Count > 0 ? ", " + MarkdownWriter.Safe(string.Join(", ", r.Rule.Codes)) : "")}{(r.IsEnabled ? "" : ", **switched off**")}"));
        }

        return page.ToString().TrimEnd('\n') + "\n";
    }

    private static void Write(IReadOnlyList<(string Path, string Text)> pages, string folder, Surroundings surroundings, bool keepOthers)
    {
        try
        {
            foreach (var (path, text) in pages)
            {
                var file = Path.Combine(folder, path);
                if (File.Exists(file) && !IsOurs(file))
                {
                    throw CommandFailedException.Unreachable($"{file} was not written by this command, so it is left as it is; name an empty folder");
                }

                _ = Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                File.WriteAllText(file, $"{Mark}\n\n{text}", new UTF8Encoding(false));
            }

            var removed = keepOthers ? 0 : Remove(folder, pages);
            surroundings.Tell($"{Report.Count(pages.Count, "page")} in {folder}{(removed > 0 ? $"; {Report.Count(removed, "page")} of rules that are gone removed" : "")}");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw CommandFailedException.Unreachable($"{folder} cannot be written: {problem.Message}");
        }
    }

    // The page of a rule that is gone would mislead.
    private static int Remove(string folder, IReadOnlyList<(string Path, string Text)> pages)
    {
        var written = pages.Select(p => Path.GetFullPath(Path.Combine(folder, p.Path))).ToHashSet(StringComparer.Ordinal);
        var old = Directory.EnumerateFiles(folder, "*.md", SearchOption.AllDirectories).Where(f => !written.Contains(Path.GetFullPath(f)) && IsOurs(f)).ToList();
        old.ForEach(File.Delete);
        return old.Count;
    }

    private static bool IsOurs(string file) => File.ReadLines(file).FirstOrDefault() == Mark;
}
