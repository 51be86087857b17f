using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Diagnoser.Collector.Sources.DaemonLog;

/// <summary>
/// Takes a line of the daemon's log apart: <c>key=value</c> pairs as it writes them to a file or the journal, its JSON form, the form for terminals, and the
/// bare lines of a crash of the Go runtime. What a syslog daemon wrote before it is skipped.
/// </summary>
internal static class DaemonLineParser
{
    private const int MaxFields = 16;

    // The level's first four letters, as the form for terminals has them.
    private const int ShortLevel = 4;

    /// <summary>The line's parts; null if it is not a line of the daemon.</summary>
    public static DaemonLine? Parse(string line)
    {
        var text = line.AsSpan().Trim();
        if (text.StartsWith("{"))
        {
            return OfJson(text);
        }

        if (StartOfPairs(text) is >= 0 and var start)
        {
            return OfPairs(text[start..]);
        }

        return OfTerminal(text) ?? OfCrash(text);
    }

    /// <summary>A word for a level in the daemon's or the journal's spelling; null if it is none.</summary>
    public static string? Level(ReadOnlySpan<char> word) => word switch
    {
        "trace" or "debug" or "7" => "debug",
        "info" or "6" or "5" => "info",
        "warning" or "warn" or "4" => "warning",
        "error" or "erro" or "3" => "error",
        "fatal" or "fata" or "panic" or "pani" or "2" or "1" or "0" => "fatal",
        _ => null,
    };

    // Behind a prefix such as `Nov 29 20:12:44 web-1 dockerd[563]: `.
    private static int StartOfPairs(ReadOnlySpan<char> text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (at == 0 || text[at - 1] is ' ' or '\t')
            {
                if (text[at..].StartsWith("time=") || text[at..].StartsWith("level="))
                {
                    return at;
                }

                if (text[at] is '"')
                {
                    return -1;
                }
            }
        }

        return -1;
    }

    private static DaemonLine? OfPairs(ReadOnlySpan<char> text)
    {
        var line = new Builder();
        while (!(text = text.TrimStart(' ')).IsEmpty)
        {
            var end = text.IndexOfAny('=', ' ');
            if (end < 0 || text[end] == ' ')
            {
                // A word without a value belongs to nothing.
                text = end < 0 ? [] : text[end..];
                continue;
            }

            var key = text[..end];
            text = text[(end + 1)..];
            line.Add(key, Value(ref text));
        }

        return line.Built();
    }

    private static string Value(ref ReadOnlySpan<char> text)
    {
        if (text.StartsWith("\""))
        {
            return Quoted(ref text);
        }

        var end = text.IndexOf(' ');
        var value = (end < 0 ? text : text[..end]).ToString();
        text = end < 0 ? [] : text[end..];
        return value;
    }

    // As the language of the daemon quotes; a quotation that was cut off ends with the line.
    private static string Quoted(ref ReadOnlySpan<char> text)
    {
        var value = new StringBuilder();
        var at = 1;
        while (at < text.Length && text[at] != '"')
        {
            if (text[at] != '\\' || at + 1 == text.Length)
            {
                _ = value.Append(text[at++]);
                continue;
            }

            var kind = text[at + 1];
            var digits = kind switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
            at += 2;
            if (digits > 0 && at + digits <= text.Length && int.TryParse(text.Slice(at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                _ = value.Append(Rune.IsValid(code) ? new Rune(code).ToString() : "\uFFFD");
                at += digits;
                continue;
            }

            _ = value.Append(kind switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'a' or 'b' or 'f' or 'v' => ' ', _ => kind });
        }

        text = at < text.Length ? text[(at + 1)..] : [];
        return value.ToString();
    }

    private static DaemonLine? OfJson(ReadOnlySpan<char> text)
    {
        try
        {
            using var document = JsonDocument.Parse(text.ToString());
            var line = new Builder();
            foreach (var member in document.RootElement.EnumerateObject())
            {
                line.Add(member.Name, member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()! : member.Value.GetRawText());
            }

            return line.Built();
        }
        catch (JsonException)
        {
            return null;
        }
        catch (InvalidOperationException)
        {
            // A text with half a surrogate pair.
            return null;
        }
    }

    // `WARN[2025-05-08T07:57:56.577356208Z] cleaning up after shim   id=11aa`: the pairs stand behind a run of blanks.
    private static DaemonLine? OfTerminal(ReadOnlySpan<char> text)
    {
        var end = text.IndexOf(']');
        if (end < ShortLevel + 1 || text[ShortLevel] != '[' || text[..ShortLevel].ContainsAnyExceptInRange('A', 'Z'))
        {
            return null;
        }

        if (Level(text[..ShortLevel].ToString().ToLowerInvariant()) is not { } level)
        {
            return null;
        }

        var line = new Builder();
        line.Add("level", level);
        line.Add("time", text[(ShortLevel + 1)..end].ToString());
        var rest = text[(end + 1)..].Trim();
        var gap = rest.IndexOf("  ");
        line.Add("msg", (gap < 0 ? rest : rest[..gap]).ToString());
        var pairs = gap < 0 ? [] : rest[gap..];
        return OfPairs(pairs) is { } others ? line.Built()! with { Fields = others.Fields } : line.Built();
    }

    private static DaemonLine? OfCrash(ReadOnlySpan<char> text) =>
        text.StartsWith("panic: ") || text.StartsWith("fatal error: ") || text.StartsWith("runtime: ") ? new DaemonLine("fatal", text.ToString(), []) : null;

    /// <summary>Gathers a line's parts.</summary>
    private sealed class Builder
    {
        private readonly List<KeyValuePair<string, string>> _fields = [];
        private DateTimeOffset? _time;
        private string? _level;
        private string? _message;

        public void Add(ReadOnlySpan<char> key, string value)
        {
            switch (key)
            {
                case "time":
                    _time = DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;
                    break;
                case "level":
                    _level = Level(value.ToLowerInvariant());
                    break;
                case "msg":
                    _message = value;
                    break;
                default:
                    if (_fields.Count < MaxFields && !key.IsEmpty)
                    {
                        _fields.Add(new(key.ToString(), value));
                    }

                    break;
            }
        }

        public DaemonLine? Built() => _message is null && _fields.Count == 0 ? null : new DaemonLine(_level ?? "info", _message ?? "", _fields) { Time = _time };
    }
}
