namespace Diagnoser.Engine.Rules.Expressions;

/// <summary>
/// Parses the expression language, a small subset of CEL, and checks names and types while it does.
/// Precedence, lowest first: <c>?:</c>, <c>||</c>, <c>&amp;&amp;</c>, comparisons and <c>in</c>, <c>+ -</c>, <c>* / %</c>, <c>! -</c>.
/// </summary>
internal sealed class Parser
{
    private const int MaxDepth = 32;
    private const int MaxTokens = 400;
    private const int MaxLength = 4096;

    private readonly Lexer _lexer;
    private readonly INames _names;
    private Token _token;
    private int _tokens;
    private int _depth;

    public Parser(string source, int start, INames names, bool inTemplate)
    {
        if (source.Length - start > MaxLength && !inTemplate)
        {
            throw new ExpressionException(start, $"an expression has at most {MaxLength} characters");
        }

        _names = names;
        _lexer = new Lexer(source, start, inTemplate);
        Advance();
    }

    /// <summary>The token that is next.</summary>
    public Token Current => _token;

    /// <summary>A whole text that must be one condition.</summary>
    public static Expression Condition(string source, INames names)
    {
        var parser = new Parser(source, 0, names, inTemplate: false);
        var parsed = parser.Expression();
        if (parser.Current.Kind != TokenKind.End)
        {
            throw parser.Unexpected("the end, or an operator before it");
        }

        parsed.Demand(ExpressionType.Boolean, "a condition");
        return parsed.Node;
    }

    public Typed Expression()
    {
        Enter();
        var condition = Binary(0);
        if (Take("?"))
        {
            condition.Demand(ExpressionType.Boolean, "?:");
            var then = Expression();
            Expect(":");
            var otherwise = Expression();
            condition = new Typed(
                new ConditionalExpression(condition.Node, then.Node, otherwise.Node),
                then.Type == otherwise.Type ? then.Type : ExpressionType.Unknown,
                condition.Position);
        }

        _depth--;
        return condition;
    }

    public bool Take(string symbol)
    {
        if (!_token.Is(symbol))
        {
            return false;
        }

        Advance();
        return true;
    }

    public void Expect(string symbol)
    {
        if (!Take(symbol))
        {
            throw Unexpected($"'{symbol}'");
        }
    }

    public string Name(string what)
    {
        var name = _token.Kind == TokenKind.Name ? _token.Text : throw Unexpected(what);
        Advance();
        return name;
    }

    public List<Typed> Arguments()
    {
        var arguments = new List<Typed>();
        if (!Take(")"))
        {
            do
            {
                arguments.Add(Expression());
            }
            while (Take(","));
            Expect(")");
        }

        return arguments;
    }

    public ExpressionException Unexpected(string wanted) =>
        new(_token.Position, $"{_token.Words} is unexpected; {wanted} comes here{Meant(_token.Text)}");

    // What other languages write.
    private static string Meant(string text) => text switch
    {
        "and" => "; 'and' is written &&",
        "or" => "; 'or' is written ||",
        "not" => "; 'not' is written !",
        "=" => "; 'is equal' is written ==",
        _ => "",
    };

    private Typed Binary(int least)
    {
        var left = Unary();
        while (Operators.Precedence(_token) is { } precedence && precedence >= least)
        {
            var symbol = _token;
            Advance();
            left = symbol.Text == "in" && _token.Is("[")
                ? Operators.InList(left, ListItems())
                : Operators.Combine(symbol, left, Binary(precedence + 1));
        }

        return left;
    }

    private Typed Unary()
    {
        var symbol = _token;
        if (!symbol.Is("!") && !symbol.Is("-"))
        {
            return Postfix();
        }

        Enter();
        Advance();
        var operand = Unary();
        _depth--;
        operand.Demand(symbol.Is("!") ? ExpressionType.Boolean : ExpressionType.Number, symbol.Text);
        return symbol.Is("!")
            ? new Typed(new NotExpression(operand.Node), ExpressionType.Boolean, symbol.Position)
            : new Typed(new NegateExpression(operand.Node), operand.Type, symbol.Position) { Literal = symbol.Text + operand.Literal is { Length: > 1 } text ? text : null };
    }

    private Typed Postfix()
    {
        var value = Primary();
        while (Take("."))
        {
            var position = _token.Position;
            var method = Name("a function");
            Expect("(");
            value = Functions.Call(method, [value, .. Arguments()], position);
        }

        return value;
    }

    private Typed Primary()
    {
        var token = _token;
        switch (token.Kind)
        {
            case TokenKind.Number:
                Advance();
                return new Typed(new LiteralExpression(Value.Of(token.Quantity.Amount)), token.Quantity.Type, token.Position) { Literal = token.Text };
            case TokenKind.Text:
                Advance();
                return new Typed(new LiteralExpression(Value.Of(token.Text)), ExpressionType.Text, token.Position) { Literal = token.Text };
            case TokenKind.Name when token.Text is "true" or "false":
                Advance();
                return new Typed(new LiteralExpression(Value.Of(token.Text == "true")), ExpressionType.Boolean, token.Position);
            case TokenKind.Name:
                return Path();
            case TokenKind.Symbol when token.Text == "(":
                Advance();
                var inner = Expression();
                Expect(")");
                return inner with { Position = token.Position };
            case TokenKind.Symbol when token.Text == "[":
                return Operators.List(ListItems(), token.Position);
            default:
                throw Unexpected("a name, a number, a text, a function or '('");
        }
    }

    private Typed Path()
    {
        var position = _token.Position;
        var path = Name("a name");
        if (Take("("))
        {
            return Functions.Call(path, Arguments(), position);
        }

        while (_token.Is(".") || _token.Is("["))
        {
            if (Take("["))
            {
                var key = _token.Kind == TokenKind.Text ? _token.Text : throw Unexpected("a quoted key, as in container.label['my-label']");
                Advance();
                Expect("]");
                path = $"{path}.{key}";
                continue;
            }

            Advance();
            var at = _token.Position;
            var segment = Name("a name; a key with other characters is written ['key']");
            if (Take("("))
            {
                return Functions.Call(segment, [Reference(path, position), .. Arguments()], at);
            }

            path = $"{path}.{segment}";
        }

        return Reference(path, position);
    }

    private Typed Reference(string path, int position) =>
        _names.TryFind(path, out var type, out var problem)
            ? new Typed(_names.Bind(path), type, position) { Field = _names.Field(path) }
            : throw new ExpressionException(position, problem);

    private List<Typed> ListItems()
    {
        Expect("[");
        var items = new List<Typed>();
        if (!Take("]"))
        {
            do
            {
                items.Add(Expression());
            }
            while (Take(","));
            Expect("]");
        }

        return items;
    }

    private void Enter()
    {
        if (++_depth > MaxDepth)
        {
            throw new ExpressionException(_token.Position, $"an expression nests at most {MaxDepth} deep");
        }
    }

    private void Advance()
    {
        if (++_tokens > MaxTokens)
        {
            throw new ExpressionException(_token.Position, $"an expression has at most {MaxTokens} parts");
        }

        _token = _lexer.Next();
    }
}
