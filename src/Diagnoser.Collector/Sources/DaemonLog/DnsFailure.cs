namespace Diagnoser.Collector.Sources.DaemonLog;

/// <summary>The engine's name server could not ask the one behind it for a container (catalogue fact F10).</summary>
/// <param name="Client">The container's address.</param>
/// <param name="Server">The name server that did not answer.</param>
/// <param name="Question">What it was asked: a name and a record type.</param>
internal sealed record DnsFailure(string? Client, string? Server, string? Question)
{
    /// <summary>Reads it from a line of the resolver; null from any other.</summary>
    public static DnsFailure? Of(DaemonLine line) =>
        line.Says("[resolver]") && line.Field("dns-server") is { } server ? new DnsFailure(Address(line.Field("client-addr")), server[(server.IndexOf(':', StringComparison.Ordinal) + 1)..], Asked(line)) : null;

    // `udp:172.17.0.2:33036` or `udp:[fd00::2]:33036`.
    private static string? Address(string? text)
    {
        var start = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        var end = text?.LastIndexOf(':') ?? -1;
        return start >= 0 && end > start ? text![(start + 1)..end].Trim('[', ']') : text;
    }

    // `;example.org.\tIN\t AAAA` is asked as a reader would write it: `example.org AAAA`.
    private static string? Asked(DaemonLine line)
    {
        if (line.Field("question") is not { } text)
        {
            return null;
        }

        var words = text.Split(['\t', ' '], StringSplitOptions.RemoveEmptyEntries);
        return words is [var name, .., var type] ? $"{name.TrimStart(';').TrimEnd('.')} {type}" : text;
    }
}
