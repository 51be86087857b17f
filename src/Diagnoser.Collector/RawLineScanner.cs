using System.Globalization;
using System.Text;
using System.Text.Json;
using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Sources.Events;
using Diagnoser.Contracts;

namespace Diagnoser.Collector;

/// <summary>
/// Reads raw lines in one pass and without an object for each part, if they are as engines write them: no key twice, attributes that
/// are text. Any other line it leaves to <see cref="RawEventReader"/>, so that it need not know what is wrong with it. Keeps nothing
/// from line to line but texts, so that several can share the lines of a recording. One thread at a time.
/// </summary>
public sealed class RawLineScanner
{
    private const int MaxAttributes = 512;

    // Of longer lines the reader leaves attributes out.
    private const int MaxLine = 64 * 1024;

    private readonly Utf8Pool _pool = new();
    private readonly EventIdBuffer _id = new();
    private byte[] _unescaped = new byte[256];

    /// <summary>Reads one line of valid UTF-8.</summary>
    public RawScan Scan(ReadOnlySpan<byte> line, ref RawLine raw)
    {
        raw = default;
        if (line.Length > MaxLine)
        {
            return RawScan.Unusual;
        }

        _id.Begin();
        try
        {
            var reader = new Utf8JsonReader(line);
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject ? Read(ref reader, line, ref raw) : RawScan.Unusual;
        }
        catch (Exception damage) when (damage is JsonException or InvalidOperationException)
        {
            return RawScan.Unusual;
        }
    }

    private RawScan Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> line, ref RawLine raw)
    {
        string? kind = null, action = null, type = null;
        var (hasActor, isOurs, isTheirs) = (false, false, false);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueIsEscaped)
            {
                return RawScan.Unusual;
            }

            var key = reader.ValueSpan;
            var isRead = key switch
            {
                _ when key.SequenceEqual("Type"u8) => kind is null && TryText(ref reader, out kind),
                _ when key.SequenceEqual("Action"u8) => action is null && TryAction(ref reader, out action, ref raw),
                _ when key.SequenceEqual("Actor"u8) => !hasActor && (hasActor = TryActor(ref reader, line, ref raw, kind is null || action is null || type is not null)),
                _ when key.SequenceEqual("timeNano"u8) => raw.TimeNano == 0 && TryNumber(ref reader, out var nanoseconds) && (raw.TimeNano = nanoseconds) > 0,
                _ when key.SequenceEqual("time"u8) => TryNumber(ref reader, out _),
                _ => reader.Read() && reader.TrySkip(),
            };

            // A line is of the engine if one of its keys comes before any of ours.
            isTheirs |= key.SequenceEqual("status"u8) || kind is not null || action is not null || hasActor || raw.TimeNano != 0;
            isOurs |= !isTheirs && IsOurs(key);
            if (!isRead || isOurs)
            {
                return RawScan.Unusual;
            }

            type ??= kind is null || action is null ? null : RawEventTypes.OfRecording(kind, action);
        }

        if (reader.TokenType != JsonTokenType.EndObject || reader.Read() || kind is not { Length: > 0 } || action is null || raw.TimeNano <= 0
            || (kind == Subject.Container && raw.SubjectId.Start == raw.SubjectId.End))
        {
            return RawScan.Unusual;
        }

        return type is null ? RawScan.Unused : Conclude(kind, type, line, ref raw);
    }

    private RawScan Conclude(string kind, string type, ReadOnlySpan<byte> line, ref RawLine raw)
    {
        if (_id.Compute(RawEvent.Source, type, raw.SubjectId.Of(line), raw.TimeNano) is not { } id)
        {
            return RawScan.Unusual;
        }

        (raw.Type, raw.Kind, raw.Id) = (type, kind, id);
        return RawScan.Event;
    }

    /// <summary>Reads what was done. Most lines of a host that works tell of probes, whose whole command is in it: no text is made of what nobody reads.</summary>
    private bool TryAction(ref Utf8JsonReader reader, out string? action, ref RawLine raw)
    {
        action = null;
        if (!reader.Read() || reader.TokenType != JsonTokenType.String || reader.ValueSpan.IsEmpty)
        {
            return false;
        }

        var text = reader.ValueIsEscaped ? Unescaped(ref reader) : reader.ValueSpan;
        var colon = text.IndexOf((byte)':');
        action = _pool.Get(colon < 0 ? text : text[..colon]);
        raw.Detail = action == "health_status" && colon >= 0 ? _pool.Get(text[(colon + 1)..].TrimStart((byte)' ')).Trim() : "";
        return true;
    }

    /// <summary>Reads what it happened to; of a line that nobody uses only so much that it is known to be whole.</summary>
    private bool TryActor(ref Utf8JsonReader reader, ReadOnlySpan<byte> line, ref RawLine raw, bool isUsed)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        var hasAttributes = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.ValueSpan;
            if (reader.ValueIsEscaped)
            {
                return false;
            }

            if (key.SequenceEqual("ID"u8))
            {
                if (raw.SubjectId.IsGiven || !TryPart(ref reader, out var id) || !Ascii.IsValid(reader.ValueSpan))
                {
                    return false;
                }

                raw.SubjectId = id;
            }
            else if (key.SequenceEqual("Attributes"u8))
            {
                if (hasAttributes || !reader.Read() || reader.TokenType != JsonTokenType.StartObject
                    || !(isUsed ? TryAttributes(ref reader, line, ref raw) : TrySkipAttributes(ref reader)))
                {
                    return false;
                }

                hasAttributes = true;
            }
            else if (!reader.Read() || !reader.TrySkip())
            {
                return false;
            }
        }

        return true;
    }

    private bool TryAttributes(ref Utf8JsonReader reader, ReadOnlySpan<byte> line, ref RawLine raw)
    {
        var count = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = (int)reader.TokenStartIndex;
            var name = reader.ValueSpan;
            if (++count > MaxAttributes || reader.ValueIsEscaped || !Ascii.IsValid(name) || !reader.Read() || reader.TokenType != JsonTokenType.String)
            {
                return false;
            }

            AddToId(name, ref reader);
            if (!TryOwn(name, ref reader, ref raw, out var isOwn))
            {
                return false;
            }

            if (!isOwn && !TryRepeat(line, start, (int)reader.BytesConsumed, ref raw))
            {
                return false;
            }
        }

        return true;
    }

    private bool TrySkipAttributes(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueIsEscaped || !reader.Read() || reader.TokenType != JsonTokenType.String)
            {
                return false;
            }

            if (reader.ValueIsEscaped)
            {
                // Throws where it is no text.
                _ = Unescaped(ref reader);
            }
        }

        return true;
    }

    private ReadOnlySpan<byte> Unescaped(ref Utf8JsonReader reader)
    {
        if (_unescaped.Length < reader.ValueSpan.Length)
        {
            _unescaped = new byte[reader.ValueSpan.Length * 2];
        }

        return _unescaped.AsSpan(0, reader.CopyString(_unescaped));
    }

    private void AddToId(ReadOnlySpan<byte> name, ref Utf8JsonReader reader)
    {
        _id.AddName(name);
        if (reader.ValueIsEscaped)
        {
            _id.Wrote(reader.CopyString(_id.Room(reader.ValueSpan.Length)));
        }
        else
        {
            _id.AddValue(reader.ValueSpan);
        }
    }

    /// <summary>Takes what the lines of one container do not have in common; false if it is written in an unusual way.</summary>
    private bool TryOwn(ReadOnlySpan<byte> name, ref Utf8JsonReader reader, ref RawLine raw, out bool isOwn)
    {
        isOwn = true;
        var value = reader.ValueSpan;
        if (name.SequenceEqual("name"u8))
        {
            raw.Name = PartOf(ref reader);
        }
        else if (name.SequenceEqual("exitCode"u8))
        {
            raw.ExitCode = Whole(value);
        }
        else if (name.SequenceEqual("execDuration"u8))
        {
            raw.ExecDuration = Whole(value);
        }
        else if (name.SequenceEqual("signal"u8))
        {
            raw.Signal = Signals.Number(reader.ValueIsEscaped ? null : _pool.Get(value));
        }
        else if (name.SequenceEqual("container"u8))
        {
            // A label by this name is one as any other; of a network event it is the container.
            raw.Container = PartOf(ref reader);
            isOwn = false;
            return !reader.ValueIsEscaped;
        }
        else if (!name.SequenceEqual("execID"u8) && !name.SequenceEqual("oldName"u8))
        {
            isOwn = false;
            return true;
        }

        return !reader.ValueIsEscaped;
    }

    /// <summary>Joins an attribute to the one before it, if it follows at once.</summary>
    private static bool TryRepeat(ReadOnlySpan<byte> line, int start, int end, ref RawLine raw)
    {
        ref var count = ref raw.RepeatedCount;
        if (count > 0 && start - raw.Repeated[count - 1].End == 1 && line[start - 1] == (byte)',')
        {
            raw.Repeated[count - 1] = new(raw.Repeated[count - 1].Start, end);
            return true;
        }

        if (count == LineParts.Limit)
        {
            return false;
        }

        raw.Repeated[count++] = new(start, end);
        return true;
    }

    private bool TryText(ref Utf8JsonReader reader, out string? text)
    {
        text = null;
        if (reader.Read() && reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped)
        {
            text = _pool.Get(reader.ValueSpan);
        }

        return text is not null;
    }

    private static bool TryPart(ref Utf8JsonReader reader, out LinePart part)
    {
        part = default;
        if (!reader.Read() || reader.TokenType != JsonTokenType.String || reader.ValueIsEscaped)
        {
            return false;
        }

        part = PartOf(ref reader);
        return true;
    }

    // The token starts at its quote.
    private static LinePart PartOf(ref Utf8JsonReader reader) =>
        new((int)reader.TokenStartIndex + 1, (int)reader.TokenStartIndex + 1 + reader.ValueSpan.Length);

    private static bool TryNumber(ref Utf8JsonReader reader, out long number)
    {
        number = 0;
        return reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out number);
    }

    private static long? Whole(ReadOnlySpan<byte> text) =>
        long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static bool IsOurs(ReadOnlySpan<byte> key) =>
        key.SequenceEqual("record"u8) || key.SequenceEqual("schema"u8) || key.SequenceEqual("type"u8)
        || key.SequenceEqual("subject"u8) || key.SequenceEqual("host"u8) || key.SequenceEqual("attributes"u8);
}
