using System.Text;

namespace Diagnoser.Engine.Rules.Expressions;

internal enum TokenKind
{
    End,
    Name,
    Text,
    Number,
    Symbol,
}

/// <summary>One token. <c>Text</c> is the name, the symbol, or the unescaped content of a text.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, int Position, Quantity Quantity = default)
{
    public bool Is(string symbol) => Kind == TokenKind.Symbol && Text == symbol;

    public string Words => Kind switch
    {
        TokenKind.End => "the end",
        TokenKind.Text => $"the text '{Text}'",
        _ => $"'{Text}'",
    };
}

/// <summary>Cuts a text into tokens; in a template it stops at the closing braces.</summary>
internal sealed class Lexer(string source, int start, bool inTemplate)
{
    private static readonly string[] Symbols =
        ["}}", "&&", "||", "==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "%", "!", "(", ")", "[", "]", ",", ".", "?", ":", "|"];

    /// <summary>Where the next token is looked for.</summary>
    public int Position { get; private set; } = start;

    public Token Next()
    {
        while (Position < source.Length && source[Position] is ' ' or '\n' or '\r' or '\t')
        {
            Position++;
        }

        if (Position >= source.Length)
        {
            return new Token(TokenKind.End, "", Position);
        }

        var first = source[Position];
        if (char.IsAsciiDigit(first))
        {
            return Number();
        }

        if (char.IsAsciiLetter(first) || first == '_')
        {
            var begin = Position;
            while (Position < source.Length && (char.IsAsciiLetterOrDigit(source[Position]) || source[Position] == '_'))
            {
                Position++;
            }

            return new Token(TokenKind.Name, source[begin..Position], begin);
        }

        return first is '\'' or '"' ? Text(first) : Symbol();
    }

    private Token Symbol()
    {
        var begin = Position;
        var symbol = Symbols.FirstOrDefault(s => string.CompareOrdinal(source, begin, s, 0, s.Length) == 0);
        if (symbol is null || (symbol == "}}" && !inTemplate))
        {
            var hint = source[begin] switch
            {
                '=' => "; equality is ==",
                '&' => "; and is &&",
                _ => "",
            };
            throw new ExpressionException(begin, $"'{source[begin]}' is not part of the language{hint}");
        }

        Position += symbol.Length;
        return new Token(TokenKind.Symbol, symbol, begin);
    }

    private Token Number()
    {
        var begin = Position;
        while (Position < source.Length && (char.IsAsciiLetterOrDigit(source[Position]) || IsPoint(Position)))
        {
            Position++;
        }

        // 90% is a ratio, 10 % 3 and 10%3 are remainders.
        if (Position < source.Length && source[Position] == '%' && !StartsOperand(Position + 1))
        {
            Position++;
        }

        var text = source[begin..Position];
        return Quantity.TryParse(text, out var quantity)
            ? new Token(TokenKind.Number, text, begin, quantity)
            : throw new ExpressionException(
                begin, $"'{text}' is not a number; units are {Quantity.ByteUnits} for bytes, {Quantity.DurationUnits} for durations, % for ratios");
    }

    private bool IsPoint(int at) => source[at] == '.' && at + 1 < source.Length && char.IsAsciiDigit(source[at + 1]);

    private bool StartsOperand(int at) => at < source.Length && (char.IsAsciiLetterOrDigit(source[at]) || source[at] is '_' or '(');

    private Token Text(char quote)
    {
        var begin = Position++;
        var text = new StringBuilder();
        for (; Position < source.Length && source[Position] != quote; Position++)
        {
            if (source[Position] != '\\')
            {
                _ = text.Append(source[Position]);
                continue;
            }

            Position++;
            _ = text.Append((Position < source.Length ? source[Position] : '\0') switch
            {
                'n' => '\n',
                't' => '\t',
                '\\' => '\\',
                '\'' => '\'',
                '"' => '"',
                _ => throw new ExpressionException(Position - 1, "in a text only \\n \\t \\\\ \\' and \\\" are escapes; write a backslash as \\\\"),
            });
        }

        if (Position >= source.Length)
        {
            throw new ExpressionException(begin, $"the text that begins with {quote} has no end");
        }

        Position++;
        return new Token(TokenKind.Text, text.ToString(), begin);
    }
}
