using Diagnoser.Engine.Rules.Reading;

namespace Diagnoser.Engine.Rules.Expressions;

/// <summary>The functions of the language. <c>f(x, y)</c> and <c>x.f(y)</c> are the same.</summary>
internal static class Functions
{
    private const double MebiByte = 1 << 20;

    private static readonly Value NoNumber = Value.Missing("it is not a number");
    private static readonly Value NoSize = Value.Missing("only texts and lists have a size");

    private static readonly IReadOnlyList<Function> All =
    [
        new("has", "has(name)", 1, 1, [ExpressionType.Unknown], ExpressionType.Boolean, v => Value.Of(!v[0].IsMissing)) { SeesMissing = true },
        new("size", "size(text or list)", 1, 1, [ExpressionType.Unknown], ExpressionType.Count, Size),
        new("startsWith", "startsWith(text, text)", 2, 2, [ExpressionType.Text], ExpressionType.Boolean, OnTexts((a, b) => a.StartsWith(b, StringComparison.Ordinal))),
        new("endsWith", "endsWith(text, text)", 2, 2, [ExpressionType.Text], ExpressionType.Boolean, OnTexts((a, b) => a.EndsWith(b, StringComparison.Ordinal))),
        new("contains", "contains(text or list, text)", 2, 2, [ExpressionType.Unknown, ExpressionType.Text], ExpressionType.Boolean, Contains),
        new("matches", "matches(text, 'pattern')", 2, 2, [ExpressionType.Text], ExpressionType.Boolean, _ => Value.Of(false)),
        new("min", "min(number, number, …)", 2, Function.MaxArguments, [ExpressionType.Number], null, v => Value.Of(Least(v))),
        new("max", "max(number, number, …)", 2, Function.MaxArguments, [ExpressionType.Number], null, v => Value.Of(Most(v))),
        new("ceil_mib", "ceil_mib(bytes)", 1, 1, [ExpressionType.Number], ExpressionType.Bytes, v => CeilMib(v[0])),
        new("round", "round(number, digits)", 1, 2, [ExpressionType.Number], ExpressionType.Number, v => Round(v[0], v.Length > 1 ? v[1].AsNumber : 0)),
    ];

    public static Typed Call(string name, IReadOnlyList<Typed> arguments, int position)
    {
        var function = All.FirstOrDefault(f => f.Name == name)
            ?? throw new ExpressionException(position, $"unknown function '{name}'{Nearest.Hint(name, All.Select(f => f.Name), $"functions are {string.Join(", ", All.Select(f => f.Usage))}")}");
        if (arguments.Count < function.Least || arguments.Count > function.Most)
        {
            throw new ExpressionException(position, $"{name} is used as {function.Usage}");
        }

        for (var i = 0; i < arguments.Count; i++)
        {
            var wanted = function.Takes[Math.Min(i, function.Takes.Count - 1)];
            if (wanted != ExpressionType.Unknown)
            {
                arguments[i].Demand(wanted, name);
            }
        }

        if (name == "matches")
        {
            var pattern = (arguments[1].Node as LiteralExpression)?.Value.AsText
                ?? throw new ExpressionException(arguments[1].Position, "the pattern of matches is a quoted text");
            var regex = RegexReader.Compile(pattern, ignoreCase: false, out var problem)
                ?? throw new ExpressionException(arguments[1].Position, problem);
            return new Typed(new MatchesExpression(arguments[0].Node, regex), ExpressionType.Boolean, position);
        }

        return new Typed(new CallExpression(function, [.. arguments.Select(a => a.Node)]), function.Result ?? Common(name, arguments), position);
    }

    private static ExpressionType Common(string name, IReadOnlyList<Typed> arguments) => arguments.Aggregate(ExpressionType.Number, (type, argument) =>
        type.DiffersInUnit(argument.Type) ? throw new ExpressionException(argument.Position, $"{type.Words()} and {argument.Type.Words()} do not go together in {name}")
        : type == ExpressionType.Number ? argument.Type
        : type);

    public static Value CeilMib(Value value) =>
        value.Kind == ValueKind.Number ? Value.Of(Math.Ceiling(value.AsNumber / MebiByte) * MebiByte) : NoNumber;

    public static Value Round(Value value, double digits) =>
        value.Kind != ValueKind.Number ? NoNumber
            : Value.Of(Math.Round(value.AsNumber, (int)Math.Clamp(double.IsNaN(digits) ? 0 : digits, 0, 6), MidpointRounding.AwayFromZero));

    private static double Least(ReadOnlySpan<Value> values)
    {
        var least = values[0].AsNumber;
        foreach (var value in values)
        {
            least = Math.Min(least, value.AsNumber);
        }

        return least;
    }

    private static double Most(ReadOnlySpan<Value> values)
    {
        var most = values[0].AsNumber;
        foreach (var value in values)
        {
            most = Math.Max(most, value.AsNumber);
        }

        return most;
    }

    private static Value Size(ReadOnlySpan<Value> values) => values[0] switch
    {
        { AsText: { } text } => Value.Of(text.Length),
        { AsList: { } list } => Value.Of(list.Count),
        _ => NoSize,
    };

    private static Value Contains(ReadOnlySpan<Value> values) => Value.Of(values[1].AsText is { } part && values[0] switch
    {
        { AsText: { } text } => text.Contains(part, StringComparison.Ordinal),
        { AsList: { } list } => Texts.Contain(list, part),
        _ => false,
    });

    private static FunctionBody OnTexts(Func<string, string, bool> test) =>
        values => Value.Of(values[0].AsText is { } a && values[1].AsText is { } b && test(a, b));
}
