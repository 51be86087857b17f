using System.Globalization;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Overrides;
using Diagnoser.Server.Cli.Output;
using Diagnoser.Server.Runbooks;

namespace Diagnoser.Server.Cli.Rules;

/// <summary>How <c>rules show</c> shows a rule.</summary>
internal enum RuleForm
{
    /// <summary>For people.</summary>
    Page,

    /// <summary>One JSON object.</summary>
    Json,

    /// <summary>The file as it is.</summary>
    Yaml,
}

/// <summary><c>rules show</c>.</summary>
internal sealed class RulePage(Surroundings surroundings, RuleForm form)
{
    public int Run(string id, IReadOnlyList<string> paths)
    {
        var runbooks = RunbookFolders.Read(paths, surroundings);
        if (runbooks.InForce.FirstOrDefault(r => r.Written.Id == id) is not { } rule)
        {
            throw Unknown(id, runbooks, paths);
        }

        switch (form)
        {
            case RuleForm.Json:
                new JsonPrinter(surroundings.Out).Line(RuleRecord.Of(rule) with { Details = RuleDetails.Of(rule) }, RulesJson.Default.RuleRecord);
                break;
            case RuleForm.Yaml:
                surroundings.Out.Write(YamlText.Decode(File.ReadAllBytes(rule.Written.File), rule.Written.File, out _));
                break;
            default:
                Write(rule, runbooks.InForce);
                break;
        }

        return ExitCodes.Done;
    }

    private static CommandFailedException Unknown(string id, Runbooks.Runbooks runbooks, IReadOnlyList<string> paths)
    {
        // A rule that cannot be read has no id that is known: its file may say why.
        var errors = RunbookFolders.Errors(runbooks).Count;
        var hint = RuleChoice.Hint(RunbookFolders.Written(runbooks), id);
        return new CommandFailedException(
            ExitCodes.Usage,
            $"there is no rule '{id}' in {paths[0]}; {hint}{(errors > 0 ? $"; {Report.Count(errors, "error")} in runbooks, see diagnoser rules lint {paths[0]}" : "")}");
    }

    private void Write(RuleInForce inForce, IReadOnlyList<RuleInForce> all)
    {
        var rule = inForce.Rule;
        surroundings.Out.WriteLine($"{surroundings.Paint.Bold(Safe(rule.Title))}  {surroundings.Paint.Dim(Safe(rule.Id))}");
        Field("severity", Words.Of(rule.Severity));
        Field("status", inForce.IsEnabled ? Words.Of(rule.Status) : $"{Words.Of(rule.Status)}, switched off by an override");
        Field("codes", string.Join(", ", rule.Codes));
        Field("owner", rule.Owner);
        Field("file", rule.File);
        Fields("changed", inForce.Changes.Select(c => string.Create(CultureInfo.InvariantCulture, $"{Words.Of(c)}  ({c.File}:{c.Line})")));
        Field("what", rule.Description);
        foreach (var selection in rule.Selections)
        {
            Fields($"on {selection.Name}", Selection(selection));
        }

        Fields("decides", CorrelationWords.Of(rule));
        Field("needs", string.Join(", ", rule.Needs));
        Fields("silent for", rule.Exceptions.Select(Exception));
        Others(rule, [.. all.Select(r => r.Rule)]);
        Fields("evidence", rule.Evidence.Select(e => $"{e.Name}: {RuleWords.Of(e)}"));
        Field("says", rule.Diagnosis?.Summary.Source);
        Field("why", rule.Diagnosis?.Cause.Source);
        Field("confidence", rule.Diagnosis is { } diagnosis ? diagnosis.Confidence.ToString("0.##", CultureInfo.InvariantCulture) : null);
        foreach (var fix in rule.Fixes)
        {
            Fix(fix);
        }

        Field("incident", RuleWords.Of(rule.Incident));
        Fields("tests", inForce.Written.Tests.Select(t => Test(t, inForce.Written.File)));
        Fields("own tests", inForce.IsOverridden ? rule.Tests.Select(t => Test(t, inForce.Written.File)) : []);
        Fields("keeps", RuleWords.Bounds(rule));
        Field("docs", rule.Docs);
        Fields("see", rule.References);
    }

    private static IEnumerable<string> Selection(Selection selection)
    {
        yield return $"{selection.EventType}: {PredicateWords.Meaning(selection.EventType)}";
        var word = "where";
        foreach (var alternative in PredicateWords.Lines(selection.Alternatives, PredicateWords.Written, ", "))
        {
            yield return $"{word} {{ {alternative} }}";
            word = "or";
        }

        if (selection.When is { } when)
        {
            yield return $"when {when.Source}";
        }
    }

    private static string Exception(RuleException exception)
    {
        var asks = string.Join(" or ", PredicateWords.Lines(exception.Alternatives, PredicateWords.Written, ", ").Select(l => $"{{ {l} }}"));
        var until = exception.Until is { } end ? $", until {end.AddDays(-1):yyyy-MM-dd}" : "";
        return $"{exception.Name}: {asks}{until}{(exception.By is null ? "" : $", by {exception.By}")}";
    }

    private void Others(Rule rule, IReadOnlyList<Rule> all)
    {
        Field("refines", string.Join(", ", rule.Refines));
        Field("refined by", string.Join(", ", all.Where(r => r.Refines.Contains(rule.Id)).Select(r => r.Id)));
        Field("suppresses", string.Join(", ", rule.Suppresses));
        Field("suppressed", string.Join(", ", all.Where(r => r.Suppresses.Contains(rule.Id)).Select(r => $"by {r.Id}")));
        Fields("explains", rule.Explains.Select(e => $"{e.Rule}{(e.Relation.Length > 0 ? $" of its {e.Relation}" : "")} within {Words.Of(e.Within)}"));
        Field("explained", string.Join(", ", all.Where(r => r.Explains.Any(e => e.Rule == rule.Id)).Select(r => $"by {r.Id}")));
    }

    private void Fix(FixSpec fix)
    {
        Field("fix", $"{fix.Title.Source} ({fix.Id}, risk {fix.Risk})");
        Field("", fix.WhenSource is null ? null : $"if {fix.WhenSource}");
        Field("", fix.Command is null ? null : $"$ {fix.Command.Source}{(fix.RunOn is null ? "" : $"  # on {fix.RunOn.Source}")}");
        Field("", fix.Change is { } change ? $"set {change.Path.Source} to {change.Value.Source} in {change.File}" : null);
        Field("", fix.Verify is null ? null : $"verify: {fix.Verify.Source}");
        Field("", fix.Rollback is null ? null : $"undo: $ {fix.Rollback.Source}");
    }

    private static string Test(RuleTest test, string file) => string.Create(
        CultureInfo.InvariantCulture, $"{test.Name} ({(test.Expect.Count == 0 ? "silent" : "speaks")}, {Path.GetFileName(test.File ?? file)}:{test.Line})");

    private void Fields(string name, IEnumerable<string> texts) => Field(name, string.Join('\n', texts));

    private void Field(string name, string? text)
    {
        foreach (var line in (text ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            surroundings.Out.WriteLine($"  {surroundings.Paint.Dim(TerminalText.Name(name).PadRight(11))}{(name.Length > 10 ? " " : "")}{Safe(line)}");
            name = "";
        }
    }

    private static string Safe(string text) => TerminalText.Line(text, TerminalText.RuleTextLimit);
}
