using System.Text.Json;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Sources.Events;

/// <summary>Reads lines of the engine's event stream. Reads <c>Type</c>, <c>Action</c> and <c>Actor</c> only: newer engines drop the older fields.</summary>
/// <param name="typeOf">Which of our types an event is, by its kind and action; null if nobody uses it.</param>
internal sealed class RawEventParser(Func<string, string, string?> typeOf)
{
    private const int MaxAttributes = 512;

    // A container can bring megabytes of labels into each of its events; what the engine itself says, and whose it is, stays.
    private const int MaxCharacters = 64 * 1024;
    private const int MaxKept = 5000;

    private readonly Utf8Pool _pool = new();

    /// <summary>False with a problem if the line is no event; true with null if it is one that nobody uses.</summary>
    public bool TryParse(ReadOnlySpan<byte> line, out RawEvent? raw, out string? problem)
    {
        raw = null;
        try
        {
            var reader = new Utf8JsonReader(line);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                problem = "not a JSON object";
                return false;
            }

            return TryRead(ref reader, out raw, out problem);
        }
        catch (Exception damage) when (damage is JsonException or InvalidOperationException)
        {
            problem = damage is JsonException { BytePositionInLine: { } position } ? $"broken JSON at byte {position}" : "text that is not UTF-8";
            return false;
        }
    }

    private bool TryRead(ref Utf8JsonReader reader, out RawEvent? raw, out string? problem)
    {
        raw = null;
        problem = null;
        string kind = "", action = "", id = "";
        long seconds = 0, nanoseconds = 0;
        List<KeyValuePair<string, string>>? attributes = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("Type"u8))
            {
                kind = Text(ref reader);
            }
            else if (reader.ValueTextEquals("Action"u8))
            {
                action = Text(ref reader);
            }
            else if (reader.ValueTextEquals("timeNano"u8))
            {
                _ = reader.Read() && reader.TryGetInt64(out nanoseconds);
            }
            else if (reader.ValueTextEquals("time"u8))
            {
                _ = reader.Read() && reader.TryGetInt64(out seconds);
            }
            else if (reader.ValueTextEquals("Actor"u8))
            {
                _ = reader.Read();
                ReadActor(ref reader, ref id, ref attributes);
            }
            else
            {
                _ = reader.Read();
                reader.Skip();
            }
        }

        if (reader.Read())
        {
            problem = "more than one JSON value";
            return false;
        }

        problem = (kind, action, id, nanoseconds, seconds) switch
        {
            ("", _, _, _, _) => "no Type",
            (_, "", _, _, _) => "no Action",
            (_, _, "", _, _) when kind is Subject.Container => "no Actor.ID",
            (_, _, _, <= 0, <= 0) => "no timeNano",
            _ => null,
        };
        if (problem is not null)
        {
            return false;
        }

        var (name, detail) = Split(action);
        if (typeOf(kind, name) is { } type)
        {
            raw = new RawEvent(type, kind, detail, id, nanoseconds > 0 ? nanoseconds : seconds * 1_000_000_000, attributes ?? []);
        }

        return true;
    }

    private void ReadActor(ref Utf8JsonReader reader, ref string id, ref List<KeyValuePair<string, string>>? attributes)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("ID"u8))
            {
                id = Text(ref reader);
            }
            else if (reader.ValueTextEquals("Attributes"u8) && reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                attributes = new List<KeyValuePair<string, string>>(4);
                var characters = 0;
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var name = _pool.Get(ref reader);
                    var value = Text(ref reader);
                    if (IsKept(name, value) || (attributes.Count < MaxAttributes && (characters += name.Length + value.Length) <= MaxCharacters))
                    {
                        attributes.Add(new(name, value));
                    }
                }
            }
            else
            {
                _ = reader.TokenType != JsonTokenType.PropertyName || reader.Read();
                reader.Skip();
            }
        }
    }

    private static bool IsKept(string name, string value) => value.Length <= MaxKept
        && (RawEvent.IsOwn(name) || name is "name" or "image" or "container" || name.StartsWith("com.docker.", StringComparison.Ordinal) || name.StartsWith("diagnoser.", StringComparison.Ordinal));

    private string Text(ref Utf8JsonReader reader)
    {
        _ = reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            return _pool.Get(ref reader);
        }

        reader.Skip();
        return "";
    }

    internal static (string Name, string Detail) Split(string action)
    {
        var colon = action.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (action, "") : (action[..colon], action[(colon + 1)..].Trim());
    }
}
