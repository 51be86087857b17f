using System.Text.Json;
using Diagnoser.Contracts;

namespace Diagnoser.Engine.Events;

/// <summary>Reads the log lines that are attached to an event. Anybody may have written them: what is no line is passed over.</summary>
internal static class LogLines
{
    /// <summary>The lines in their order. One without a time that can be read has the time at which it was attached.</summary>
    public static IEnumerable<LogLine> Of(Evidence evidence)
    {
        foreach (var line in evidence.Data.ValueKind == JsonValueKind.Array ? evidence.Data.EnumerateArray() : default)
        {
            if (line.ValueKind == JsonValueKind.Object
                && line.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String)
            {
                var at = line.TryGetProperty("time", out var time) && time.ValueKind == JsonValueKind.String && time.TryGetDateTimeOffset(out var told)
                    ? told
                    : evidence.Time;
                var stream = line.TryGetProperty("stream", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString()! : "";
                yield return new LogLine(at, stream, text.GetString()!);
            }
        }
    }
}
