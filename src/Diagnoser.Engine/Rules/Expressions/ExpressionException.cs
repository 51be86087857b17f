using Diagnoser.Engine.Rules.Linting;

namespace Diagnoser.Engine.Rules.Expressions;

/// <summary>An expression or template is wrong; the reader turns it into a finding, so it never leaves the load of a rule.</summary>
/// <param name="position">Where, counted from 0 in the text that was parsed.</param>
/// <param name="problem">What is wrong and what is allowed.</param>
internal sealed class ExpressionException(int position, string problem) : Exception(problem)
{
    public int Position { get; } = position;

    /// <summary>The check that found it, if it is a special one.</summary>
    public LintCheck? Check { get; init; }
}
