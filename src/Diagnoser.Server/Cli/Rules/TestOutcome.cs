using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Testing;

namespace Diagnoser.Server.Cli.Rules;

/// <summary>How one test of a rule went, and how long it took.</summary>
internal sealed record TestOutcome(Rule Rule, RuleTestResult Result, TimeSpan Took)
{
    /// <summary>What differs, one line a check; what holds is there too, so that the two can be read side by side.</summary>
    public IEnumerable<string> Differences()
    {
        foreach (var difference in Result.Differences)
        {
            yield return $"nearest is {difference.Nearest}:";
            foreach (var check in difference.Checks)
            {
                yield return check.Holds ? $"  = {check.Key}: {Quoted(check.Wanted)}" : $"  x {check.Key}: wanted {Quoted(check.Wanted)}";
                if (!check.Holds)
                {
                    yield return $"    {new string(' ', check.Key.Length)}     got {Quoted(check.Got)}";
                }
            }
        }
    }

    private static string Quoted(string text) => text.Length == 0 ? "nothing" : $"\"{text}\"";
}
