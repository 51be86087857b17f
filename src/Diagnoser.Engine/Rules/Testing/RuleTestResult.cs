namespace Diagnoser.Engine.Rules.Testing;

/// <summary>How one test of a rule went.</summary>
/// <param name="Rule">The rule's id.</param>
/// <param name="Test">The test.</param>
/// <param name="Passed">True if exactly what was expected was diagnosed.</param>
/// <param name="Expected">What was expected, for people.</param>
/// <param name="Got">What was diagnosed, for people.</param>
public sealed record RuleTestResult(string Rule, RuleTest Test, bool Passed, string Expected, string Got);
