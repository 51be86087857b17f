using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Diagnoser.Collector.Redaction;

/// <summary>
/// Takes secrets out of JSON, above all of an inspect object: values of environment variables except a few harmless ones, secrets in
/// commands, labels and texts. What has none is returned as it is, and nothing is allocated for it.
/// </summary>
/// <param name="redactor">Knows secrets.</param>
/// <param name="kept">The variables whose values are told; null for the usual ones.</param>
/// <param name="mostText">Characters of a text that are kept.</param>
public sealed class JsonRedaction(Redactor redactor, KeptVariables? kept = null, int mostText = int.MaxValue)
{
    private const string Environment = "Env";
    private const string Program = "Path";
    private const string VariableRule = "env";

    private readonly KeptVariables _kept = kept ?? new KeptVariables(KeptVariables.Usual);

    /// <summary>The same without secrets.</summary>
    public JsonElement Redact(JsonElement element)
    {
        var json = JsonMarshal.GetRawUtf8Value(element);
        var room = ArrayPool<char>.Shared.Rent(json.Length);
        try
        {
            if (Walk(json, room, null))
            {
                return element;
            }

            var buffer = new ArrayBufferWriter<byte>(json.Length);
            using (var writer = new Utf8JsonWriter(buffer))
            {
                _ = Walk(json, room, writer);
            }

            return JsonElement.Parse(buffer.WrittenSpan);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(room);
        }
    }

    /// <summary>Writes the JSON without secrets; without a writer only says, with false, that there is one.</summary>
    private bool Walk(ReadOnlySpan<byte> json, Span<char> room, Utf8JsonWriter? writer)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        var words = default(CommandWords);
        var name = "";

        // A bit for each open object or array, set for an array.
        var (arrays, depth) = (0UL, 0);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    var property = room[..reader.CopyString(room)];
                    name = NameOf(property, name);
                    if (!Write(writer, property, redactor.Find(property), isName: true))
                    {
                        return false;
                    }

                    break;
                case JsonTokenType.String:
                    var text = room[..reader.CopyString(room)];
                    var changed = (arrays >> depth & 1) == 0 ? Named(name, text, ref words)
                        : name == Environment ? Variable(text)
                        : Word(text, ref words);
                    if (!Write(writer, text, changed, isName: false))
                    {
                        return false;
                    }

                    break;
                case JsonTokenType.StartArray:
                    depth++;
                    arrays |= 1UL << depth;
                    words.Begin();
                    writer?.WriteStartArray();
                    break;
                case JsonTokenType.EndArray:
                    depth--;
                    writer?.WriteEndArray();
                    break;
                case JsonTokenType.StartObject:
                    depth++;
                    arrays &= ~(1UL << depth);
                    writer?.WriteStartObject();
                    break;
                case JsonTokenType.EndObject:
                    depth--;
                    writer?.WriteEndObject();
                    break;
                default:
                    writer?.WriteRawValue(reader.ValueSpan, skipInputValidation: true);
                    break;
            }
        }

        return true;
    }

    // Most names come again and again, and the same one is the same object.
    private static string NameOf(ReadOnlySpan<char> property, string last) => property.SequenceEqual(last) ? last : property.SequenceEqual(Environment) ? Environment : property.ToString();

    private static bool Write(Utf8JsonWriter? writer, ReadOnlySpan<char> text, string? changed, bool isName)
    {
        if (writer is null)
        {
            return changed is null;
        }

        if (isName)
        {
            writer.WritePropertyName(changed ?? text);
        }
        else
        {
            writer.WriteStringValue(changed ?? text);
        }

        return true;
    }

    private string? Named(string name, ReadOnlySpan<char> text, ref CommandWords words)
    {
        if (name == Program)
        {
            // The words that follow are this program's.
            _ = words.Next(text);
        }

        return Cut(text, redactor.FindNamed(name, text));
    }

    private string? Word(ReadOnlySpan<char> text, ref CommandWords words) => Cut(text, redactor.FindWord(text, ref words));

    private string? Variable(ReadOnlySpan<char> assignment)
    {
        var equals = assignment.IndexOf('=');
        if (equals < 0 || equals == assignment.Length - 1 || RedactionMark.Is(assignment[(equals + 1)..]))
        {
            return Cut(assignment, null);
        }

        var name = assignment[..equals];
        return _kept.Has(name)
            ? Cut(assignment, redactor.Find(assignment))
            : $"{name}={redactor.Mark(VariableRule, assignment[(equals + 1)..])}";
    }

    private string? Cut(ReadOnlySpan<char> text, string? changed) => (changed?.Length ?? text.Length) <= mostText ? changed : RedactionMark.Cut(changed ?? text.ToString(), mostText);
}
