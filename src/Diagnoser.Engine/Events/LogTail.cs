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
        foreach (var text in dockerEvent.Evidence.Where(e => e.Kind == EvidenceKinds.Logs).SelectMany(LogLines.Of).Select(l => l.Text))
        {
            lines.Add(text);
            length += text.Length + 1;
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
