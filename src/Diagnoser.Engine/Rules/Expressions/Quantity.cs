using System.Globalization;

namespace Diagnoser.Engine.Rules.Expressions;

/// <summary>A number with its unit: <c>512Mi</c>, <c>30s</c>, <c>1h30m</c>, <c>90%</c>, <c>1.5</c>; kept in bytes, seconds or as a ratio.</summary>
internal readonly record struct Quantity(double Amount, ExpressionType Type)
{
    public const string ByteUnits = "B, Ki, Mi, Gi, Ti, kB, MB, GB, TB";
    public const string DurationUnits = "ms, s, m, h, d";

    public static bool TryParse(ReadOnlySpan<char> text, out Quantity quantity)
    {
        quantity = default;
        var total = 0.0;
        for (var first = true; first || text.Length > 0; first = false)
        {
            if (!TryPart(ref text, out var part) || (!first && part.Type != ExpressionType.Duration))
            {
                return false;
            }

            if (text.Length > 0 && part.Type != ExpressionType.Duration)
            {
                return false;
            }

            total += part.Amount;
            quantity = new Quantity(total, part.Type);
        }

        return double.IsFinite(total);
    }

    private static bool TryPart(ref ReadOnlySpan<char> text, out Quantity part)
    {
        part = default;
        var digits = Length(text, c => char.IsAsciiDigit(c) || c == '.');
        if (digits is 0 or > 30
            || !double.TryParse(text[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || text[digits - 1] == '.'
            || text[0] == '.')
        {
            return false;
        }

        var unit = Length(text[digits..], c => char.IsAsciiLetter(c) || c == '%');
        if (Unit(text.Slice(digits, unit)) is not { } factor)
        {
            return false;
        }

        text = text[(digits + unit)..];
        part = new Quantity(number * factor.Amount, factor.Type);
        return true;
    }

    private static int Length(ReadOnlySpan<char> text, Func<char, bool> belongs)
    {
        var length = 0;
        while (length < text.Length && belongs(text[length]))
        {
            length++;
        }

        return length;
    }

    private static Quantity? Unit(ReadOnlySpan<char> unit) => unit switch
    {
        "" => new(1, ExpressionType.Number),
        "%" => new(0.01, ExpressionType.Ratio),
        "ms" => new(0.001, ExpressionType.Duration),
        "s" => new(1, ExpressionType.Duration),
        "m" => new(60, ExpressionType.Duration),
        "h" => new(3600, ExpressionType.Duration),
        "d" => new(86400, ExpressionType.Duration),
        "B" => new(1, ExpressionType.Bytes),
        "Ki" or "KiB" => new(1L << 10, ExpressionType.Bytes),
        "Mi" or "MiB" => new(1L << 20, ExpressionType.Bytes),
        "Gi" or "GiB" => new(1L << 30, ExpressionType.Bytes),
        "Ti" or "TiB" => new(1L << 40, ExpressionType.Bytes),
        "kB" => new(1e3, ExpressionType.Bytes),
        "MB" => new(1e6, ExpressionType.Bytes),
        "GB" => new(1e9, ExpressionType.Bytes),
        "TB" => new(1e12, ExpressionType.Bytes),
        _ => null,
    };
}
