namespace Diagnoser.Engine.Rules.Linting;

/// <summary>One thing that the linter looks for.</summary>
/// <param name="Id">Stable; people ignore a check by it, and SARIF names it.</param>
/// <param name="Level">How bad a finding of it is.</param>
/// <param name="Meaning">What it found.</param>
/// <param name="Remedy">What to do.</param>
public sealed record LintCheck(string Id, FindingLevel Level, string Meaning, string Remedy);
