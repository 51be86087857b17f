using System.Text.Json;
using Diagnoser.Contracts;

namespace Diagnoser.Engine.Events;

/// <summary>Joins the log lines that are attached to an event; the newest are kept where they do not all fit.</summary>
internal static class LogTail
{
    private const int Limit = 16 * 1024;

    public static string? Join(DockerEvent dockerEvent)
    {
        var lines = new List<string>();
        var length = 0;
        foreach (var evidence in dockerEvent.Evidence.Where(e => e.Kind == EvidenceKinds.Logs && e.Data.ValueKind == JsonValueKind.Array))
        {
            foreach (var line in evidence.Data.EnumerateArray())
            {
                if (line.ValueKind == JsonValueKind.Object
                    && line.TryGetProperty("text", out var text)
                    && text.ValueKind == JsonValueKind.String)
                {
                    lines.Add(text.GetString()!);
                    length += lines[^1].Length + 1;
                }
            }
        }

        var first = 0;
        for (; length > Limit && first < lines.Count - 1; first++)
        {
            length -= lines[first].Length + 1;
        }

        var joined = string.Join('\n', lines.Skip(first));
        return joined.Length > Limit ? joined[^Limit..] : joined;
    }
}
