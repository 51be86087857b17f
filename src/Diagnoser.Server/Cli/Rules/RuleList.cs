using Diagnoser.Engine.Rules.Overrides;
using Diagnoser.Server.Cli.Output;

namespace Diagnoser.Server.Cli.Rules;

/// <summary><c>rules list</c>.</summary>
internal sealed class RuleList(Surroundings surroundings, bool json)
{
    private static readonly string[] Header = ["RULE", "SEVERITY", "STATUS", "CODES", "TITLE"];

    public int Run(IReadOnlyList<string> paths, bool effective = false)
    {
        var runbooks = RunbookFolders.Read(paths, surroundings);
        var rules = runbooks.InForce.OrderBy(r => r.Written.Id, StringComparer.Ordinal).ToList();
        if (effective)
        {
            new EffectiveList(surroundings, json).Write(runbooks);
        }
        else if (json)
        {
            var printer = new JsonPrinter(surroundings.Out);
            foreach (var rule in rules)
            {
                printer.Line(RuleRecord.Of(rule), RulesJson.Default.RuleRecord);
            }
        }
        else
        {
            Write(rules);
        }

        var errors = RunbookFolders.Errors(runbooks).Count;
        if (errors > 0)
        {
            surroundings.Tell($"{Report.Count(errors, "error")} in runbooks: rules that cannot be read are not listed, such overrides not applied; see diagnoser rules lint");
        }

        return errors > 0 ? ExitCodes.Findings : ExitCodes.Done;
    }

    private void Write(IReadOnlyList<RuleInForce> rules)
    {
        var lines = Table.Lines([Header, .. rules.Select(Row)]);
        surroundings.Out.WriteLine(surroundings.Paint.Bold(lines[0]));
        foreach (var line in lines.Skip(1))
        {
            surroundings.Out.WriteLine(line);
        }

        if (rules.Any(r => r.IsOverridden))
        {
            surroundings.Out.WriteLine();
            surroundings.Out.WriteLine("* changed by an override; see diagnoser rules list --effective");
        }
    }

    private static string[] Row(RuleInForce rule) =>
    [
        TerminalText.Name(rule.Written.Id) + (rule.IsOverridden ? " *" : ""),
        Words.Of(rule.Rule.Severity),
        rule.IsEnabled ? Words.Of(rule.Rule.Status) : "disabled",
        TerminalText.Name(string.Join(' ', rule.Rule.Codes)),
        TerminalText.Name(rule.Rule.Title),
    ];
}
