using System.Globalization;
using Diagnoser.Contracts;

namespace Diagnoser.Engine.Rules;

/// <summary>The type of a <see cref="Value"/>.</summary>
public enum ValueKind
{
    /// <summary>Not to be had; <see cref="Value.Why"/> says why.</summary>
    Missing,

    /// <summary>Text.</summary>
    Text,

    /// <summary>A number; bytes, seconds and ratios are numbers in their base unit.</summary>
    Number,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>An instant.</summary>
    Time,

    /// <summary>A list of texts.</summary>
    List,
}

/// <summary>What an expression, a placeholder or a piece of evidence yields.</summary>
public readonly struct Value : IEquatable<Value>
{
    private readonly object? _reference;
    private readonly double _number;

    private Value(ValueKind kind, object? reference, double number)
    {
        Kind = kind;
        _reference = reference;
        _number = number;
    }

    /// <summary>The value's type.</summary>
    public ValueKind Kind { get; }

    /// <summary>True if there is no value.</summary>
    public bool IsMissing => Kind == ValueKind.Missing;

    /// <summary>Why there is no value.</summary>
    public string? Why => IsMissing ? (string?)_reference ?? "not known" : null;

    /// <summary>The text, if it is one.</summary>
    public string? AsText => Kind == ValueKind.Text ? (string?)_reference : null;

    /// <summary>The number, if it is one; else NaN.</summary>
    public double AsNumber => Kind == ValueKind.Number ? _number : double.NaN;

    /// <summary>True if it is the boolean true.</summary>
    public bool IsTrue => Kind == ValueKind.Boolean && _number != 0;

    /// <summary>The instant, if it is one.</summary>
    public DateTimeOffset? AsTime => Kind == ValueKind.Time ? At : null;

    // An instant is its ticks, in the bits of the number, so that it needs no box.
    private DateTimeOffset At => new(BitConverter.DoubleToInt64Bits(_number), TimeSpan.Zero);

    /// <summary>The list, if it is one.</summary>
    public IReadOnlyList<string>? AsList => Kind == ValueKind.List ? (IReadOnlyList<string>)_reference! : null;

    /// <summary>No value, and why.</summary>
    public static Value Missing(string why) => new(ValueKind.Missing, why, 0);

    /// <summary>A text.</summary>
    public static Value Of(string text) => new(ValueKind.Text, text, 0);

    /// <summary>A number.</summary>
    public static Value Of(double number) => new(ValueKind.Number, null, number);

    /// <summary>A boolean.</summary>
    public static Value Of(bool boolean) => new(ValueKind.Boolean, null, boolean ? 1 : 0);

    /// <summary>An instant.</summary>
    public static Value Of(DateTimeOffset time) => new(ValueKind.Time, null, BitConverter.Int64BitsToDouble(time.UtcTicks));

    /// <summary>A list of texts.</summary>
    public static Value Of(IReadOnlyList<string> list) => new(ValueKind.List, list, 0);

    /// <summary>The same value as an attribute carries; kind None becomes missing.</summary>
    public static Value Of(AttributeValue attribute, string name)
    {
        if (attribute.TryGetNumber(out var number))
        {
            return Of(number);
        }

        if (attribute.TryGetBoolean(out var boolean))
        {
            return Of(boolean);
        }

        return attribute.Kind switch
        {
            AttributeKind.Text => Of(attribute.Text!),
            AttributeKind.List => Of(attribute.List!),
            _ => Missing($"{name} is not known"),
        };
    }

    /// <summary>As people read it, in the invariant culture; what is missing for a missing value.</summary>
    public override string ToString() => Kind switch
    {
        ValueKind.Text => (string)_reference!,
        ValueKind.Number => _number.ToString("0.######", CultureInfo.InvariantCulture),
        ValueKind.Boolean => _number != 0 ? "true" : "false",
        ValueKind.Time => At.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        ValueKind.List => string.Join(", ", (IReadOnlyList<string>)_reference!),
        _ => $"({Why})",
    };

    /// <inheritdoc/>
    public bool Equals(Value other) => Kind == other.Kind && _number.Equals(other._number) && Kind switch
    {
        ValueKind.Text => string.Equals((string)_reference!, (string)other._reference!, StringComparison.Ordinal),
        ValueKind.List => AsList!.SequenceEqual(other.AsList!, StringComparer.Ordinal),
        _ => true,
    };

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Value other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, _number, Kind == ValueKind.Text ? _reference : null);

    /// <summary>Compares by type and content; two missing values are equal.</summary>
    public static bool operator ==(Value left, Value right) => left.Equals(right);

    /// <summary>Compares by type and content.</summary>
    public static bool operator !=(Value left, Value right) => !left.Equals(right);
}
