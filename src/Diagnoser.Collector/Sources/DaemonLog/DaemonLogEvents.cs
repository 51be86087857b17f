using System.Globalization;
using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Sources.Containers;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Sources.DaemonLog;

/// <summary>Makes events of the daemon's lines: about the container that a line names, else about the daemon.</summary>
internal sealed class DaemonLogEvents(SourceKit kit)
{
    private const string Source = "daemon log";
    private const int MaxText = 4096;
    private const int MaxValue = 1024;
    private const int MaxName = 64;
    private const int IdLength = 64;

    private static readonly string[] IdFields = ["container", "containerID", "container.id", "id"];

    // What only the daemon's own tracing needs.
    private static readonly string[] Unsaid = ["spanID", "traceID", "parentID"];

    /// <summary>A line, or the last of several that were counted.</summary>
    /// <param name="line">The line.</param>
    /// <param name="time">When it was written.</param>
    /// <param name="repeats">How many it stands for; 0 if for itself alone.</param>
    public DockerEvent Of(DaemonLine line, DateTimeOffset time, int repeats)
    {
        var dns = DnsFailure.Of(line);
        var container = Named(line) ?? (dns?.Client is { } address ? ByAddress(address) : null);
        var facts = new KeyValuePair<string, string>[] { new("line", line.Message), new("repeats", repeats.ToString(CultureInfo.InvariantCulture)) };
        IEnumerable<KeyValuePair<string, AttributeValue>> own =
        [
            new(AttributeNames.LogBody, SnapshotAttributes.Text(Cut(line.Message, MaxText))),
            new(AttributeNames.LogLevel, line.Level),
            new(AttributeNames.LogRepeats, SnapshotAttributes.Positive(repeats)),
            new("dns.server", SnapshotAttributes.Text(dns?.Server)),
            new("dns.question", SnapshotAttributes.Text(dns?.Question)),
            new("dns.client_address", SnapshotAttributes.Text(dns?.Client)),
            .. Fields(line),
        ];
        return container is null
            ? kit.Factory.Of(EventTypes.DaemonLog, time, Source, kit.Factory.Context.Daemon, facts, own)
            : kit.Factory.Of(EventTypes.DaemonLog, time, Source, container, facts, own);
    }

    /// <summary>An image that could not be pulled, about the image as far as the daemon names it, else about its registry.</summary>
    public DockerEvent Of(PullFailure failure)
    {
        var error = PullError.Of(failure.Error);
        var name = error.Reference ?? error.Registry ?? "";
        return kit.Factory.Of(EventTypes.ImagePullFailed, failure.Time, Source, new Subject(Subject.Image, name, name), [new("error", failure.Error)],
        [
            new(AttributeNames.ImageName, SnapshotAttributes.Text(error.Reference)),
            new("image.registry", SnapshotAttributes.Text(error.Registry)),
            new("image.error", SnapshotAttributes.Text(Cut(failure.Error, MaxText))),
            new("image.error_kind", error.Kind),
        ]);
    }

    private static IEnumerable<KeyValuePair<string, AttributeValue>> Fields(DaemonLine line) => line.Fields
        .Where(field => !Unsaid.Contains(field.Key) && field.Key.Length <= MaxName && field.Key.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-'))
        .DistinctBy(field => field.Key)
        .Select(field => new KeyValuePair<string, AttributeValue>("log.field." + field.Key, SnapshotAttributes.Text(Cut(field.Value, MaxValue))));

    private KnownContainer? Named(DaemonLine line)
    {
        foreach (var name in IdFields)
        {
            if (line.Field(name) is { Length: IdLength } id && kit.Inventory.Find(id) is { } known)
            {
                return known;
            }
        }

        return IdIn(line.Message) is { } found ? kit.Inventory.Find(found) : null;
    }

    private static string? IdIn(string text)
    {
        var length = 0;
        for (var at = 0; at <= text.Length; at++)
        {
            if (at < text.Length && char.IsAsciiHexDigitLower(text[at]))
            {
                length++;
                continue;
            }

            if (length == IdLength)
            {
                return text.Substring(at - IdLength, IdLength);
            }

            length = 0;
        }

        return null;
    }

    private KnownContainer? ByAddress(string address) => kit.Inventory.All.FirstOrDefault(container =>
        container is { IsAlive: true, Snapshot: { } snapshot } && TopologyAttributes.HasAddress(snapshot, address));

    private static string Cut(string text, int most) => text.Length <= most ? text : string.Concat(text.AsSpan(0, most), "…");
}
