using System.Text.Json;
using System.Text.Json.Serialization;

namespace Diagnoser.Contracts;

/// <summary>Reads and writes an <see cref="AttributeMap"/> as a JSON object.</summary>
public sealed class AttributeMapConverter : JsonConverter<AttributeMap>
{
    private const int Usual = 24;

    /// <inheritdoc/>
    public override AttributeMap Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("attributes is an object");
        }

        var draft = new AttributeDraft(Usual);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = NamePool.Known.Get(ref reader);
            _ = reader.Read();
            draft.Set(name, AttributeValueConverter.ReadValue(ref reader));
        }

        return draft.Build();
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, AttributeMap value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        var (names, values) = value.Entries;
        for (var place = 0; place < names.Length; place++)
        {
            writer.WritePropertyName(names[place]);
            AttributeValueConverter.WriteValue(writer, values[place]);
        }

        writer.WriteEndObject();
    }
}
