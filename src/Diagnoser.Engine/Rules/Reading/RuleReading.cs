namespace Diagnoser.Engine.Rules.Reading;

/// <summary>What became of a rule's file.</summary>
/// <param name="Rule">The rule; null if there are errors.</param>
/// <param name="Findings">What the linter found, in order of place.</param>
public sealed record RuleReading(Rule? Rule, IReadOnlyList<LintFinding> Findings);

/// <summary>What became of several files.</summary>
/// <param name="Set">All rules; null if there is an error in any.</param>
/// <param name="Rules">The rules that could be read.</param>
/// <param name="Findings">What the linter found, in order of file and place.</param>
public sealed record RuleSetReading(RuleSet? Set, IReadOnlyList<Rule> Rules, IReadOnlyList<LintFinding> Findings);
