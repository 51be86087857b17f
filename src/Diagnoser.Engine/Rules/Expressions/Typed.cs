namespace Diagnoser.Engine.Rules.Expressions;

/// <summary>A parsed expression, its type and where it begins.</summary>
internal readonly record struct Typed(Expression Node, ExpressionType Type, int Position)
{
    public void Demand(ExpressionType wanted, string by)
    {
        if (!Type.MayBe(wanted))
        {
            throw new ExpressionException(Position, $"{by} takes {wanted.Words()}, this is {Type.Words()}");
        }
    }
}
