using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Diagnoser.Collector.Endpoints;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Evidence;

/// <summary>Finds who holds a host port: a container by the engine's list, else a process by the host's socket tables.</summary>
internal sealed class PortHolders(EngineClient client, HostContext context)
{
    private const string Listening = "0A";
    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    // Engines say it in three ways: the allocator's, the kernel's through the userland proxy, and the newer "failed to bind host port".
    private static readonly Regex Taken = new(
        @"(?:Bind for \S*:(?<port>\d+) failed: port is already allocated|listen (?<proto>tcp|udp|sctp)[46]? \S*:(?<port>\d+): bind: address already in use|bind host port (?:for )?(?<ip>\[[0-9a-f:]*\]|[0-9.]+):(?<port>\d+)\S*?(?:/(?<proto>tcp|udp|sctp))?(?::|\s).*(?:address already in use|port is already allocated))",
        Linear);

    /// <summary>The port that a failed start wanted; null if that was not the reason.</summary>
    public static (int Number, string Protocol)? PortOf(string error) =>
        Taken.Match(error) is { Success: true } match && int.TryParse(match.Groups["port"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? (port, match.Groups["proto"] is { Success: true } protocol ? protocol.Value : "tcp")
            : null;

    public async Task<(PortHolder Holder, MissingEvidence? Missing)> FindAsync(int port, string protocol, string exceptContainer, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var listed in await client.ListAsync(cancellationToken))
            {
                if (listed.Text("Id") is { } id && id != exceptContainer && listed.Items("Ports").Any(entry => entry.Integer("PublicPort") == port && entry.Text("Type") == protocol))
                {
                    return (OfContainer(listed, id, port, protocol), null);
                }
            }
        }
        catch (Exception failure) when (EngineFailure.Is(failure))
        {
            return (Unknown(port, protocol), new MissingEvidence("port_holder", $"the engine did not list its containers: {failure.Message}"));
        }

        return OfProcess(port, protocol);
    }

    private static PortHolder OfContainer(JsonElement listed, string id, int port, string protocol)
    {
        var name = string.Join("", listed.Texts("Names").Take(1)).TrimStart('/');
        var labels = listed.At("Labels") is { ValueKind: JsonValueKind.Object } found
            ? found.EnumerateObject().Where(label => label.Value.ValueKind == JsonValueKind.String).ToDictionary(label => label.Name, label => label.Value.GetString()!, StringComparer.Ordinal)
            : [];
        return new PortHolder(port, protocol, "container", name, id, ServiceNaming.Of(labels, name, listed.Text("Image") ?? "").Name);
    }

    private (PortHolder Holder, MissingEvidence? Missing) OfProcess(int port, string protocol)
    {
        if (!context.IsLocal)
        {
            return (Unknown(port, protocol), new MissingEvidence("port_holder", "no container holds it, and the engine's host is not this machine", "run a collector on that host"));
        }

        // Process 1 is in the host's network namespace; our own may be a container's.
        var proc = context.Options.ProcPath;
        var tables = context.EnginePid is { } engine ? $"{engine}/net" : "1/net";
        var inodes = new[] { protocol, protocol + "6" }
            .SelectMany(table => Inodes(HostFiles.Read(Path.Combine(proc, tables, table)) ?? "", port, protocol))
            .ToHashSet(StringComparer.Ordinal);
        if (inodes.Count == 0)
        {
            return (Unknown(port, protocol), new MissingEvidence("port_holder", "neither a container nor a listening process holds it now; it may have been let go since"));
        }

        return FindProcess(proc, inodes) is { } pid
            ? (new PortHolder(port, protocol, "process", HostFiles.ReadLine(Path.Combine(proc, $"{pid}/comm")) ?? "", Pid: pid), null)
            : (Unknown(port, protocol), new MissingEvidence("port_holder", "a process on the host holds it; its name may not be read", $"as root on the host: ss -ltnp 'sport = :{port}'"));
    }

    /// <summary>Socket inodes that listen on the port, from a table such as <c>/proc/net/tcp</c>.</summary>
    internal static IEnumerable<string> Inodes(string table, int port, string protocol)
    {
        var suffix = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        foreach (var line in table.Split('\n'))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > 9 && fields[1].EndsWith(suffix, StringComparison.Ordinal) && (fields[3] == Listening || protocol != "tcp"))
            {
                yield return fields[9];
            }
        }
    }

    private static int? FindProcess(string proc, HashSet<string> inodes)
    {
        foreach (var folder in Directory.EnumerateDirectories(proc))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
            {
                continue;
            }

            try
            {
                foreach (var link in new DirectoryInfo(Path.Combine(folder, "fd")).EnumerateFileSystemInfos())
                {
                    if (link.LinkTarget is { } target && target.StartsWith("socket:[", StringComparison.Ordinal) && inodes.Contains(target[8..^1]))
                    {
                        return pid;
                    }
                }
            }
            catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
            {
                // Another user's process, or one that just ended.
            }
        }

        return null;
    }

    private static PortHolder Unknown(int port, string protocol) => new(port, protocol, "unknown", "");
}
