using System.Runtime.InteropServices;
using System.Text.Json;
using Diagnoser.Contracts;

namespace Diagnoser.Engine.Events;

/// <summary>Joins the log lines that are attached to an event; the newest are kept where they do not all fit.</summary>
internal static class LogTail
{
    private const int Limit = 16 * 1024;

    /// <summary>The tail as a text; empty if no lines are attached.</summary>
    public static string Join(DockerEvent dockerEvent)
    {
        var buffer = Array.Empty<char>();
        return Read(dockerEvent, ref buffer).ToString();
    }

    /// <summary>The same without a text of its own, since most tails are looked through once and hold nothing.</summary>
    /// <param name="dockerEvent">The event.</param>
    /// <param name="buffer">Holds it; replaced by a larger one where it does not suffice.</param>
    public static ReadOnlySpan<char> Read(DockerEvent dockerEvent, ref char[] buffer)
    {
        var length = 0;
        for (var i = 0; i < dockerEvent.Evidence.Count; i++)
        {
            if (dockerEvent.Evidence[i] is { Kind: EvidenceKinds.Logs, Data.ValueKind: JsonValueKind.Array } logs)
            {
                foreach (var line in logs.Data.EnumerateArray())
                {
                    if (line.ValueKind == JsonValueKind.Object && line.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String)
                    {
                        Append(text, ref buffer, ref length);
                    }
                }
            }
        }

        return Newest(buffer.AsSpan(0, Math.Max(0, length - 1)));
    }

    // Each line ends with a line feed, which the last one loses again.
    private static void Append(JsonElement text, ref char[] buffer, ref int length)
    {
        var reader = new Utf8JsonReader(JsonMarshal.GetRawUtf8Value(text));
        _ = reader.Read();
        var most = length + reader.ValueSpan.Length + 1;
        if (most > buffer.Length)
        {
            Array.Resize(ref buffer, Math.Max(most, buffer.Length * 2));
        }

        length += reader.CopyString(buffer.AsSpan(length));
        buffer[length++] = '\n';
    }

    private static ReadOnlySpan<char> Newest(ReadOnlySpan<char> joined)
    {
        while (joined.Length >= Limit && joined.IndexOf('\n') is >= 0 and var end)
        {
            joined = joined[(end + 1)..];
        }

        return joined.Length > Limit ? joined[^Limit..] : joined;
    }
}
