using Diagnoser.Engine.Rules;
using Diagnoser.Server.Runbooks;

namespace Diagnoser.Server.Cli.Rules.Backtests;

/// <summary>The rule that a backtest is about: one of today's by its id, or one in a file.</summary>
internal static class BacktestRule
{
    /// <summary>The rule; null if its file is not right, which is said.</summary>
    /// <param name="given">Id or file.</param>
    /// <param name="today">Today's rules.</param>
    /// <param name="surroundings">Where findings are said.</param>
    public static Rule? Find(string given, RuleSet today, Surroundings surroundings)
    {
        if (!given.EndsWith(".yaml", StringComparison.Ordinal) && !given.EndsWith(".yml", StringComparison.Ordinal) && !File.Exists(given))
        {
            return RuleChoice.Find(today, given);
        }

        var alone = RunbookFolders.Read([given], surroundings);
        var id = alone.Rules is [var only] ? only.Id : null;

        // With the others, since it may name them; without the one whose place it takes.
        var files = today.Rules.Where(r => r.Id != id).Select(r => r.File).Where(f => Path.GetFullPath(f) != Path.GetFullPath(given)).Distinct();
        var runbooks = RunbookFolder.Load([.. files, given], DateOnly.FromDateTime(surroundings.Clock.GetUtcNow().UtcDateTime));
        var errors = RunbookFolders.Errors(runbooks).Where(f => f.File == given).ToList();
        foreach (var finding in errors)
        {
            surroundings.Error.WriteLine(TerminalText.Line(finding.ToString(), TerminalText.RuleTextLimit));
        }

        return errors.Count > 0 ? null : runbooks.Rules.FirstOrDefault(r => r.File == given);
    }
}
