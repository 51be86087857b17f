using Diagnoser.Engine.Rules.Overrides;

namespace Diagnoser.Engine.Rules.Reading;

/// <summary>What became of a rule's file.</summary>
/// <param name="Rule">The rule; null if there are errors.</param>
/// <param name="Findings">What the linter found, in order of place.</param>
public sealed record RuleReading(Rule? Rule, IReadOnlyList<LintFinding> Findings);

/// <summary>What became of several files.</summary>
/// <param name="Set">The rules in force, after overrides; null if there is an error anywhere.</param>
/// <param name="Rules">The rules that could be read, as they are written.</param>
/// <param name="Findings">What the linter found, in order of file and place.</param>
public sealed record RuleSetReading(RuleSet? Set, IReadOnlyList<Rule> Rules, IReadOnlyList<LintFinding> Findings)
{
    /// <summary>The same rules with what overrides make of them.</summary>
    public IReadOnlyList<RuleInForce> InForce { get; init; } = [];

    /// <summary>The overrides, also those that have ended.</summary>
    public IReadOnlyList<RuleOverride> Overrides { get; init; } = [];
}
