using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Diagnoser.Contracts;

/// <summary>Flat, typed facts of an event by name. Immutable; equal when all names and values are equal.</summary>
[JsonConverter(typeof(AttributeMapConverter))]
public sealed class AttributeMap : IReadOnlyCollection<KeyValuePair<string, AttributeValue>>, IEquatable<AttributeMap>
{
    /// <summary>A map without entries.</summary>
    public static readonly AttributeMap Empty = new([]);

    private readonly Dictionary<string, AttributeValue> _values;

    private AttributeMap(Dictionary<string, AttributeValue> values) => _values = values;

    /// <summary>Number of attributes.</summary>
    public int Count => _values.Count;

    /// <summary>The value by this name, or the default value (kind None) if there is none.</summary>
    public AttributeValue this[string name] => _values.GetValueOrDefault(name);

    /// <summary>A map of these entries; entries without a value are left out, a later one wins.</summary>
    public static AttributeMap From(IEnumerable<KeyValuePair<string, AttributeValue>> entries) => Empty.With(entries);

    /// <summary>Looks a value up.</summary>
    public bool TryGet(string name, out AttributeValue value) => _values.TryGetValue(name, out value);

    /// <summary>A copy with one entry set; a value of kind None removes it.</summary>
    public AttributeMap With(string name, AttributeValue value) => With([new(name, value)]);

    /// <summary>A copy with these entries set; a value of kind None removes its entry.</summary>
    public AttributeMap With(IEnumerable<KeyValuePair<string, AttributeValue>> entries)
    {
        var copy = new Dictionary<string, AttributeValue>(_values, StringComparer.Ordinal);
        foreach (var (name, value) in entries)
        {
            if (value.HasValue)
            {
                copy[name] = value;
            }
            else
            {
                _ = copy.Remove(name);
            }
        }

        return new AttributeMap(copy);
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, AttributeValue>> GetEnumerator() => _values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(AttributeMap? other) =>
        other is not null && Count == other.Count && _values.All(entry => other.TryGet(entry.Key, out var value) && value == entry.Value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as AttributeMap);

    /// <inheritdoc/>
    public override int GetHashCode() => _values.Aggregate(Count, (hash, entry) => hash ^ HashCode.Combine(entry.Key, entry.Value));
}

/// <summary>Reads and writes an <see cref="AttributeMap"/> as a JSON object.</summary>
public sealed class AttributeMapConverter : JsonConverter<AttributeMap>
{
    private static readonly AttributeValueConverter Values = new();

    /// <inheritdoc/>
    public override AttributeMap Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("attributes is an object");
        }

        var entries = new List<KeyValuePair<string, AttributeValue>>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            _ = reader.Read();
            entries.Add(new(name, Values.Read(ref reader, typeof(AttributeValue), options)));
        }

        return AttributeMap.From(entries);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, AttributeMap value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (name, item) in value)
        {
            writer.WritePropertyName(name);
            Values.Write(writer, item, options);
        }

        writer.WriteEndObject();
    }
}
