using Diagnoser.Engine.Rules;
using Diagnoser.Server.Cli.Output;

namespace Diagnoser.Server.Cli.Rules;

/// <summary><c>rules show</c>.</summary>
internal sealed class RulePage(Surroundings surroundings, bool json)
{
    public int Run(string id, IReadOnlyList<string> paths)
    {
        var rules = RunbookFolders.Set(RunbookFolders.Read(paths, surroundings));
        if (rules.Find(id) is not { } rule)
        {
            var like = rules.Rules.Select(r => r.Id).Where(known => known.Contains(id, StringComparison.OrdinalIgnoreCase)).Take(5).ToList();
            throw new CommandFailedException(
                ExitCodes.Usage,
                $"there is no rule '{id}' in {paths[0]}; " + (like.Count > 0 ? $"similar: {string.Join(", ", like)}" : "diagnoser rules list names them"));
        }

        if (json)
        {
            var printer = new JsonPrinter(surroundings.Out);
            printer.Line(RuleRecord.Of(rule), RulesJson.Default.RuleRecord);
        }
        else
        {
            Write(rule);
        }

        return ExitCodes.Done;
    }

    private void Write(Rule rule)
    {
        surroundings.Out.WriteLine($"{surroundings.Paint.Bold(Safe(rule.Title))}  {surroundings.Paint.Dim(Safe(rule.Id))}");
        Field("severity", Words.Of(rule.Severity));
        Field("status", Words.Of(rule.Status));
        Field("codes", string.Join(", ", rule.Codes));
        Field("owner", rule.Owner);
        Field("file", rule.File);
        Field("what", rule.Description.Trim());
        Field("matches", string.Join(", ", rule.Selections.Select(s => $"{s.Name} ({s.EventType})")));
        Field("needs", string.Join(", ", rule.Needs));
        Field("refines", string.Join(", ", rule.Refines));
        Field("suppresses", string.Join(", ", rule.Suppresses));
        Field("says", rule.Diagnosis?.Summary.Source);
        Field("why", rule.Diagnosis?.Cause.Source.Trim());
        foreach (var fix in rule.Fixes)
        {
            Field("fix", $"{fix.Title.Source} (risk {fix.Risk})");
            Field("", fix.Command is null ? null : "$ " + fix.Command.Source.Trim());
        }

        Field("docs", rule.Docs);
        foreach (var reference in rule.References)
        {
            Field("see", reference);
        }
    }

    private void Field(string name, string? text)
    {
        foreach (var line in (text ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            surroundings.Out.WriteLine($"  {surroundings.Paint.Dim(name.PadRight(11))}{Safe(line)}");
            name = "";
        }
    }

    private static string Safe(string text) => TerminalText.Line(text, TerminalText.RuleTextLimit);
}
