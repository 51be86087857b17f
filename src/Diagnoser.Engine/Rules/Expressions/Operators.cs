using Diagnoser.Engine.Events;
using Diagnoser.Engine.Rules.Linting;
using Diagnoser.Engine.Rules.Reading;

namespace Diagnoser.Engine.Rules.Expressions;

/// <summary>Precedence, types and nodes of the operators between two values.</summary>
internal static class Operators
{
    public static int? Precedence(Token token) => token.Kind switch
    {
        TokenKind.Name when token.Text == "in" => 3,
        TokenKind.Symbol => token.Text switch
        {
            "||" => 1,
            "&&" => 2,
            "==" or "!=" or "<" or "<=" or ">" or ">=" => 3,
            "+" or "-" => 4,
            "*" or "/" or "%" => 5,
            _ => null,
        },
        _ => null,
    };

    public static Typed Combine(Token symbol, Typed left, Typed right)
    {
        switch (symbol.Text)
        {
            case "&&" or "||":
                left.Demand(ExpressionType.Boolean, symbol.Text);
                right.Demand(ExpressionType.Boolean, symbol.Text);
                return Boolean(new LogicExpression(symbol.Text == "&&", left.Node, right.Node), left);
            case "in":
                right.Demand(ExpressionType.List, "in");
                left.Demand(ExpressionType.Text, "in");
                return Boolean(new InExpression(left.Node, right.Node), left);
            case "==" or "!=" or "<" or "<=" or ">" or ">=":
                DemandComparable(symbol, left, right);
                return Boolean(new CompareExpression(Comparison(symbol.Text), left.Node, right.Node), left);
            default:
                return new Typed(new ArithmeticExpression(symbol.Text[0], left.Node, right.Node), Result(symbol, left, right), left.Position);
        }
    }

    public static Typed InList(Typed left, IReadOnlyList<Typed> items)
    {
        foreach (var item in items)
        {
            DemandComparable(new Token(TokenKind.Symbol, "==", item.Position), left, item);
        }

        return Boolean(new InItemsExpression(left.Node, [.. items.Select(i => i.Node)]), left);
    }

    public static Typed List(IReadOnlyList<Typed> items, int position)
    {
        foreach (var item in items)
        {
            item.Demand(ExpressionType.Text, "a list");
        }

        return new Typed(new ListExpression([.. items.Select(i => i.Node)]), ExpressionType.List, position);
    }

    private static Typed Boolean(Expression node, Typed left) => new(node, ExpressionType.Boolean, left.Position);

    private static Comparison Comparison(string symbol) => symbol switch
    {
        "==" => Expressions.Comparison.Equal,
        "!=" => Expressions.Comparison.NotEqual,
        "<" => Expressions.Comparison.Less,
        "<=" => Expressions.Comparison.LessOrEqual,
        ">" => Expressions.Comparison.Greater,
        _ => Expressions.Comparison.GreaterOrEqual,
    };

    private static void DemandComparable(Token symbol, Typed left, Typed right)
    {
        if (!left.Type.MayBe(right.Type) && right.Type != ExpressionType.Unknown)
        {
            throw new ExpressionException(right.Position, $"{left.Type.Words()} and {right.Type.Words()} cannot be compared");
        }

        DemandFitting(left.Field, right);
        DemandFitting(right.Field, left);
        if (left.Type.DiffersInUnit(right.Type))
        {
            throw new ExpressionException(right.Position, $"{left.Type.Words()} and {right.Type.Words()} cannot be compared");
        }

        var ordered = symbol.Text is not ("==" or "!=");
        foreach (var side in new[] { left, right })
        {
            if (ordered && !(side.Type.IsNumeric() || side.Type is ExpressionType.Time or ExpressionType.Unknown))
            {
                throw new ExpressionException(side.Position, $"{symbol.Text} compares numbers and times, this is {side.Type.Words()}");
            }

            if (side.Type == ExpressionType.List)
            {
                throw new ExpressionException(side.Position, "a list is not compared with == or !=; use in, contains() or size()");
            }
        }
    }

    // A value beside a field is one that the field can have, as in where.
    private static void DemandFitting(EventField? field, Typed value)
    {
        if (field is not null && value.Literal is { } text && ValueReader.Read(new ScalarNode(default, text, Quoted: false), field, out var problem) is null)
        {
            throw new ExpressionException(value.Position, problem) { Check = LintChecks.WrongUnit };
        }
    }

    private static ExpressionType Result(Token symbol, Typed left, Typed right)
    {
        var (a, b) = (left.Type, right.Type);
        switch (symbol.Text)
        {
            case "-" when a == ExpressionType.Time && b == ExpressionType.Time:
                return ExpressionType.Duration;
            case "+" or "-" when a == ExpressionType.Time && b is ExpressionType.Duration or ExpressionType.Number:
                return ExpressionType.Time;
        }

        if (symbol.Text is "+" or "-" && (a, b) is (ExpressionType.Time, ExpressionType.Unknown) or (ExpressionType.Unknown, ExpressionType.Time))
        {
            return ExpressionType.Unknown;
        }

        left.Demand(ExpressionType.Number, symbol.Text);
        right.Demand(ExpressionType.Number, symbol.Text);
        if (a == ExpressionType.Unknown || b == ExpressionType.Unknown)
        {
            return ExpressionType.Unknown;
        }

        switch (symbol.Text)
        {
            case "+" or "-" or "%":
                return a.DiffersInUnit(b)
                    ? throw new ExpressionException(right.Position, $"{a.Words()} and {b.Words()} do not go together with {symbol.Text}")
                    : a == ExpressionType.Number ? b : a;
            case "*":
                return Scaled(a, b) ?? Scaled(b, a)
                    ?? throw new ExpressionException(right.Position, $"{a.Words()} and {b.Words()} cannot be multiplied");
            default:
                return a == b && a != ExpressionType.Ratio ? ExpressionType.Number
                    : b is ExpressionType.Number or ExpressionType.Ratio or ExpressionType.Count ? Part(a)
                    : ExpressionType.Unknown;
        }
    }

    private static ExpressionType? Scaled(ExpressionType amount, ExpressionType factor) => (amount, factor) switch
    {
        (ExpressionType.Ratio, ExpressionType.Number or ExpressionType.Count) => factor,
        (_, ExpressionType.Number or ExpressionType.Ratio or ExpressionType.Count) => amount,
        _ => null,
    };

    // A part of a count may be a ratio.
    private static ExpressionType Part(ExpressionType whole) => whole == ExpressionType.Count ? ExpressionType.Number : whole;
}
