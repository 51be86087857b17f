using Diagnoser.Engine.Events;

namespace Diagnoser.Engine.Rules.Expressions;

/// <summary>A parsed expression, its type and where it begins.</summary>
internal readonly record struct Typed(Expression Node, ExpressionType Type, int Position)
{
    /// <summary>The field that it is, alone.</summary>
    public EventField? Field { get; init; }

    /// <summary>What is written, if it is one value and nothing else; of a text without its quotes.</summary>
    public string? Literal { get; init; }

    public void Demand(ExpressionType wanted, string by)
    {
        if (!Type.MayBe(wanted))
        {
            throw new ExpressionException(Position, $"{by} takes {wanted.Words()}, this is {Type.Words()}");
        }
    }
}
