using System.Text.Json;
using System.Text.Unicode;
using Diagnoser.Collector;
using Diagnoser.Contracts;

namespace Diagnoser.Server.Cli.Replay;

/// <summary>
/// Tells our own event lines from raw lines of <c>docker events</c>, and reads all that can be read of a line without knowing those before
/// it, so that several can share the lines of a recording. One thread at a time.
/// </summary>
internal sealed class EventLineParser
{
    private const int Schema = 1;

    private readonly RawLineScanner _scanner = new();

    /// <summary>Parses one line.</summary>
    /// <param name="bytes">The line.</param>
    /// <param name="isText">True if it is known to be valid UTF-8.</param>
    /// <param name="line">Receives what it is.</param>
    public void Parse(ReadOnlySpan<byte> bytes, bool isText, ref BlockLine line)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        var scan = isText || Utf8.IsValid(bytes) ? _scanner.Scan(bytes, ref line.Raw) : RawScan.Unusual;
        if (scan != RawScan.Unusual)
        {
            line.Kind = scan == RawScan.Event ? BlockLineKind.Raw : BlockLineKind.Nothing;
            return;
        }

        line.Problem = ParseUnscanned(bytes, ref line);
        if (line.Problem is not null)
        {
            line.Kind = BlockLineKind.Damaged;
        }
    }

    private static string? ParseUnscanned(ReadOnlySpan<byte> bytes, ref BlockLine line)
    {
        if (bytes.Contains((byte)0))
        {
            return "it holds a NUL byte";
        }

        if (!Utf8.IsValid(bytes))
        {
            return "it is not valid UTF-8";
        }

        try
        {
            if (IsOwn(bytes))
            {
                return ParseOwn(bytes, ref line);
            }

            line.Kind = BlockLineKind.UnusualRaw;
            return null;
        }
        catch (JsonException problem) when (problem.BytePositionInLine is { } position)
        {
            return Explain(problem, position);
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException or FormatException)
        {
            return problem.Message;
        }
    }

    // The library's own words speak of lines and literals of a document; here a document is one line, which has its number already.
    private static string Explain(JsonException problem, long position) =>
        problem is { Path: { Length: > 2 } path, InnerException: null or FormatException or InvalidOperationException }
            ? $"the value of {path[2..]} is of the wrong kind (byte {position + 1})"
            : $"it is not valid JSON from byte {position + 1} on: cut off, or not a JSON line at all";

    private static string? ParseOwn(ReadOnlySpan<byte> bytes, ref BlockLine line)
    {
        var head = Head.Read(bytes);
        if (head.Record is "diagnosis" or "incident" or "blindWindow")
        {
            return null;
        }

        if (head.Record is not (null or "event"))
        {
            return $"its record is '{head.Record}'; allowed are event, diagnosis, incident and blindWindow";
        }

        if (head.Schema > Schema)
        {
            return $"its schema {head.Schema} is newer than this program's ({Schema})";
        }

        var dockerEvent = EventShape.Whole(JsonSerializer.Deserialize(bytes, ContractsJson.Default.DockerEvent));
        if (EventShape.Problem(dockerEvent) is { } problem)
        {
            return problem;
        }

        (line.Kind, line.Event) = (BlockLineKind.Event, HalfCharacters.Mend(dockerEvent!, bytes));
        return null;
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
