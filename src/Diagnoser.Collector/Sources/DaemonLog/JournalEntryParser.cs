using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Diagnoser.Collector.Sources.DaemonLog;

/// <summary>Reads what <c>journalctl --output=json</c> writes: a JSON object a line, all values texts; a message that is no UTF-8 is a list of bytes.</summary>
internal static class JournalEntryParser
{
    private const string Cursor = "__CURSOR";
    private const string Time = "__REALTIME_TIMESTAMP";
    private const string Message = "MESSAGE";
    private const string Priority = "PRIORITY";

    /// <summary>The entry; null if the line is none.</summary>
    /// <param name="line">The line.</param>
    /// <param name="origin">What its place begins with.</param>
    public static DaemonLogEntry? Parse(string line, string origin)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || Text(root, Cursor) is not { } cursor || Text(root, Message) is not { } message)
            {
                return null;
            }

            return new DaemonLogEntry(message.Length <= LogLineSplitter.MaxLine ? message : message[..LogLineSplitter.MaxLine], origin + cursor)
            {
                Time = long.TryParse(Text(root, Time), CultureInfo.InvariantCulture, out var microseconds) ? DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds) : null,
                Level = DaemonLineParser.Level(Text(root, Priority)),
            };
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

    private static string? Text(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var value))
        {
            return null;
        }

        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Array => Encoding.UTF8.GetString([.. value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Number).Select(item => item.TryGetByte(out var code) ? code : (byte)'?')]),
            _ => null,
        };
    }
}
