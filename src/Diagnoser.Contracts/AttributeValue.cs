using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Diagnoser.Contracts;

/// <summary>The type of an <see cref="AttributeValue"/>.</summary>
public enum AttributeKind
{
    /// <summary>No value.</summary>
    None,

    /// <summary>Text.</summary>
    Text,

    /// <summary>A 64-bit integer.</summary>
    Integer,

    /// <summary>A 64-bit floating-point number.</summary>
    Real,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A list of texts.</summary>
    List,
}

/// <summary>A typed attribute value: text, integer, real, boolean or a list of texts. Times and durations travel as text (RFC 3339) and seconds.</summary>
[JsonConverter(typeof(AttributeValueConverter))]
public readonly struct AttributeValue : IEquatable<AttributeValue>
{
    // The text, the list, or what says that the bits are the value: events hold many of these, and so they stay at two words.
    private readonly object? _content;
    private readonly long _bits;

    private AttributeValue(object? content, long bits)
    {
        _content = content;
        _bits = bits;
    }

    /// <summary>The value's type; <see cref="AttributeKind.None"/> for the default value.</summary>
    public AttributeKind Kind => _content switch
    {
        null => AttributeKind.None,
        string => AttributeKind.Text,
        Scalar scalar => scalar.Kind,
        _ => AttributeKind.List,
    };

    /// <summary>False for the default value.</summary>
    public bool HasValue => _content is not null;

    /// <summary>The text; null unless <see cref="Kind"/> is <see cref="AttributeKind.Text"/>.</summary>
    public string? Text => _content as string;

    /// <summary>The list; null unless <see cref="Kind"/> is <see cref="AttributeKind.List"/>.</summary>
    public IReadOnlyList<string>? List => Kind == AttributeKind.List ? (IReadOnlyList<string>?)_content : null;

    /// <summary>Gives the value as an integer, if it is one.</summary>
    public bool TryGetInteger(out long value)
    {
        value = _bits;
        return ReferenceEquals(_content, Scalar.Integer);
    }

    /// <summary>Gives the value as a boolean, if it is one.</summary>
    public bool TryGetBoolean(out bool value)
    {
        value = _bits != 0;
        return ReferenceEquals(_content, Scalar.Boolean);
    }

    /// <summary>Gives the value as a number, if it is an integer or a real.</summary>
    public bool TryGetNumber(out double value)
    {
        value = Kind == AttributeKind.Real ? BitConverter.Int64BitsToDouble(_bits) : _bits;
        return Kind is AttributeKind.Integer or AttributeKind.Real;
    }

    /// <summary>A text value.</summary>
    public static implicit operator AttributeValue(string value) => FromText(value);

    /// <summary>An integer value.</summary>
    public static implicit operator AttributeValue(long value) => FromInteger(value);

    /// <summary>A real value.</summary>
    public static implicit operator AttributeValue(double value) => FromReal(value);

    /// <summary>A boolean value.</summary>
    public static implicit operator AttributeValue(bool value) => FromBoolean(value);

    /// <summary>A text value.</summary>
    public static AttributeValue FromText(string value) => new(value, 0);

    /// <summary>An integer value.</summary>
    public static AttributeValue FromInteger(long value) => new(Scalar.Integer, value);

    /// <summary>A real value.</summary>
    public static AttributeValue FromReal(double value) => new(Scalar.Real, BitConverter.DoubleToInt64Bits(value));

    /// <summary>A boolean value.</summary>
    public static AttributeValue FromBoolean(bool value) => new(Scalar.Boolean, value ? 1 : 0);

    /// <summary>A list of texts.</summary>
    public static AttributeValue FromList(IReadOnlyList<string> value) => new(value, 0);

    /// <summary>The value in the invariant culture, as people read it; empty for no value.</summary>
    public override string ToString() => Kind switch
    {
        AttributeKind.Text => (string)_content!,
        AttributeKind.Integer => _bits.ToString(CultureInfo.InvariantCulture),
        AttributeKind.Real => BitConverter.Int64BitsToDouble(_bits).ToString("R", CultureInfo.InvariantCulture),
        AttributeKind.Boolean => _bits != 0 ? "true" : "false",
        AttributeKind.List => string.Join(", ", List!),
        _ => "",
    };

    /// <inheritdoc/>
    public bool Equals(AttributeValue other) =>
        _bits == other._bits && (ReferenceEquals(_content, other._content) || HasSameContent(other));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is AttributeValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, _bits, Text, List?.Count);

    /// <summary>Compares by type and content.</summary>
    public static bool operator ==(AttributeValue left, AttributeValue right) => left.Equals(right);

    /// <summary>Compares by type and content.</summary>
    public static bool operator !=(AttributeValue left, AttributeValue right) => !left.Equals(right);

    private bool HasSameContent(AttributeValue other) => (Kind, other.Kind) switch
    {
        (AttributeKind.Text, AttributeKind.Text) => string.Equals(Text, other.Text, StringComparison.Ordinal),
        (AttributeKind.List, AttributeKind.List) => List!.SequenceEqual(other.List!, StringComparer.Ordinal),
        _ => false,
    };

    /// <summary>Says that a value is in the bits, and how to read them.</summary>
    private sealed class Scalar(AttributeKind kind)
    {
        public static readonly Scalar Integer = new(AttributeKind.Integer);
        public static readonly Scalar Real = new(AttributeKind.Real);
        public static readonly Scalar Boolean = new(AttributeKind.Boolean);

        public AttributeKind Kind { get; } = kind;
    }
}

/// <summary>Reads and writes an <see cref="AttributeValue"/> as the plain JSON value that it is.</summary>
public sealed class AttributeValueConverter : JsonConverter<AttributeValue>
{
    /// <inheritdoc/>
    public override AttributeValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ReadValue(ref reader);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, AttributeValue value, JsonSerializerOptions options) => WriteValue(writer, value);

    /// <summary>Reads the value that the reader stands on.</summary>
    internal static AttributeValue ReadValue(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return AttributeValue.FromText(reader.GetString()!);
            case JsonTokenType.Number:
                return reader.TryGetInt64(out var integer) ? AttributeValue.FromInteger(integer) : ReadReal(ref reader);
            case JsonTokenType.True:
            case JsonTokenType.False:
                return AttributeValue.FromBoolean(reader.GetBoolean());
            case JsonTokenType.StartArray:
                var list = new List<string>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    list.Add(reader.TokenType == JsonTokenType.String
                        ? reader.GetString()!
                        : throw new JsonException("an attribute list holds text only"));
                }

                return AttributeValue.FromList(list);
            case JsonTokenType.Null:
                return default;
            default:
                throw new JsonException("an attribute is text, a number, true, false or a list of text");
        }
    }

    // A number beyond the range of a double is read as infinity, which JSON cannot write again.
    private static AttributeValue ReadReal(ref Utf8JsonReader reader)
    {
        var real = reader.GetDouble();
        return double.IsFinite(real) ? AttributeValue.FromReal(real) : throw new JsonException("an attribute is a finite number");
    }

    /// <summary>Writes a value.</summary>
    internal static void WriteValue(Utf8JsonWriter writer, AttributeValue value)
    {
        switch (value.Kind)
        {
            case AttributeKind.Text:
                writer.WriteStringValue(value.Text);
                break;
            case AttributeKind.Integer:
                _ = value.TryGetInteger(out var integer);
                writer.WriteNumberValue(integer);
                break;
            case AttributeKind.Real:
                _ = value.TryGetNumber(out var real);
                writer.WriteNumberValue(real);
                break;
            case AttributeKind.Boolean:
                _ = value.TryGetBoolean(out var boolean);
                writer.WriteBooleanValue(boolean);
                break;
            case AttributeKind.List:
                writer.WriteStartArray();
                foreach (var item in value.List!)
                {
                    writer.WriteStringValue(item);
                }

                writer.WriteEndArray();
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }
}
