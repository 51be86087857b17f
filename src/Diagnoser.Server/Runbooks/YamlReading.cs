using Diagnoser.Engine.Rules;

namespace Diagnoser.Server.Runbooks;

/// <summary>A YAML file as a tree, or why it is none.</summary>
/// <param name="Root">The tree; null if there are findings.</param>
/// <param name="Findings">What is wrong.</param>
internal sealed record YamlReading(RuleNode? Root, IReadOnlyList<LintFinding> Findings);
