using System.Text;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Linting;

namespace Diagnoser.Engine.Tests.Rules.Linting;

/// <summary>Writes docs/lint.md.</summary>
internal static class LintPage
{
    public static string Text()
    {
        var page = new StringBuilder("""
            # What `diagnoser rules lint` looks for

            Each finding is one line, `file:line:col: error|warning: key: message [check]`, and makes the exit code 1. A rule with an error is not
            loaded, but for `unknown-rule` and `hiding-cycle`: a server uses it without what does not fit, unless it has a version without an error in use, so that nothing stays untold. One with a warning works. `--ignore CHECK` leaves the warnings of a check out, `--json` prints one object a finding,
            `--sarif FILE` writes SARIF 2.1.0 for code scanning, with these ids as its rules.

            Only `rules lint`, `test` and their like look for warnings and read tests; a server that loads rules looks for errors alone, so that a large
            set costs no time at its start.

            What is said of conditions is said only when it is certain from what is written: two rules that overlap in a way the linter
            cannot prove are not named.

            | check | level | means | what to do |
            |---|---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var check in LintChecks.All)
        {
            _ = page.Append($"| `{check.Id}` | {(check.Level == FindingLevel.Error ? "error" : "warning")} | {check.Meaning} | {check.Remedy} |\n");
        }

        return page.ToString();
    }
}
