using System.Text.Json;
using System.Text.Unicode;
using Diagnoser.Collector;
using Diagnoser.Contracts;

namespace Diagnoser.Server.Cli.Replay;

/// <summary>What a line of a recording is: an event, damaged, or neither (both null): blank, another record, or nothing that is used.</summary>
internal readonly record struct LineReading(DockerEvent? Event, string? Problem);

/// <summary>Tells our own event lines from raw lines of <c>docker events</c> and reads both.</summary>
internal sealed class EventLineReader
{
    private const int Schema = 1;

    private readonly RawEventReader _raw = new();

    public LineReading Read(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty)
        {
            return default;
        }

        if (line.Contains((byte)0))
        {
            return new LineReading(null, "it holds a NUL byte");
        }

        if (!Utf8.IsValid(line))
        {
            return new LineReading(null, "it is not valid UTF-8");
        }

        try
        {
            if (!IsOwn(line))
            {
                var reading = _raw.Read(line);
                return new LineReading(reading.Event, reading.Problem);
            }

            return ReadOwn(line);
        }
        catch (JsonException problem) when (problem.BytePositionInLine is { } position)
        {
            return new LineReading(null, Explain(problem, position));
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException or FormatException)
        {
            return new LineReading(null, problem.Message);
        }
    }

    // The library's own words speak of lines and literals of a document; here a document is one line, which has its number already.
    private static string Explain(JsonException problem, long position) =>
        problem is { Path: { Length: > 2 } path, InnerException: null or FormatException or InvalidOperationException }
            ? $"the value of {path[2..]} is of the wrong kind (byte {position + 1})"
            : $"it is not valid JSON from byte {position + 1} on: cut off, or not a JSON line at all";

    private static LineReading ReadOwn(ReadOnlySpan<byte> line)
    {
        var head = Head.Read(line);
        if (head.Record is "diagnosis" or "incident" or "blindWindow")
        {
            return default;
        }

        if (head.Record is not (null or "event"))
        {
            return new LineReading(null, $"its record is '{head.Record}'; allowed are event, diagnosis, incident and blindWindow");
        }

        if (head.Schema > Schema)
        {
            return new LineReading(null, $"its schema {head.Schema} is newer than this program's ({Schema})");
        }

        var dockerEvent = JsonSerializer.Deserialize(line, ContractsJson.Default.DockerEvent);
        return EventShape.Problem(dockerEvent) is { } problem ? new LineReading(null, problem) : new LineReading(dockerEvent, null);
    }

    // The first key at the top that only one of the two forms has decides; lines written by programs have it first.
    private static bool IsOwn(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = 64 });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("it is not a JSON object");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("record"u8) || reader.ValueTextEquals("schema"u8) || reader.ValueTextEquals("type"u8)
                || reader.ValueTextEquals("subject"u8) || reader.ValueTextEquals("host"u8) || reader.ValueTextEquals("attributes"u8))
            {
                return true;
            }

            if (reader.ValueTextEquals("status"u8) || reader.ValueTextEquals("Type"u8) || reader.ValueTextEquals("Action"u8)
                || reader.ValueTextEquals("Actor"u8) || reader.ValueTextEquals("timeNano"u8))
            {
                return false;
            }

            reader.Skip();
        }

        throw new JsonException("it is neither an event of ours (record, type, subject) nor of docker events (Type, Action, Actor)");
    }

    /// <summary>What must be known before a line is read as a whole.</summary>
    private readonly record struct Head(string? Record, int Schema)
    {
        public static Head Read(ReadOnlySpan<byte> line)
        {
            var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = 64 });
            string? record = null;
            var schema = 0;
            _ = reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("record"u8))
                {
                    _ = reader.Read();
                    record = reader.GetString() ?? "null";
                }
                else if (reader.ValueTextEquals("schema"u8))
                {
                    _ = reader.Read();
                    schema = reader.GetInt32();
                }
                else
                {
                    reader.Skip();
                }
            }

            return new Head(record, schema);
        }
    }
}
