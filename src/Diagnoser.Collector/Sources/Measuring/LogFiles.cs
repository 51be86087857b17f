using System.Globalization;
using System.IO.Enumeration;
using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Evidence;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Sources.Measuring;

/// <summary>Measures the files that log drivers write, rotated ones included.</summary>
internal sealed class LogFiles(SourceKit kit)
{
    public const string Name = "log files";

    private const string Source = "logfile";
    private const long WorthTelling = 1024 * 1024;

    private static readonly TimeSpan CalmInterval = TimeSpan.FromMinutes(10);

    private readonly CollectorOptions _options = kit.Factory.Context.Options;
    private readonly Dictionary<string, (long Bytes, DateTimeOffset Time)> _told = new(StringComparer.Ordinal);
    private bool _isRefused;

    /// <summary>Bytes of all of them; null if they cannot be seen.</summary>
    public long? Total { get; private set; }

    /// <summary>Why they cannot be seen; null if they can.</summary>
    public MissingEvidence? FindMissing()
    {
        var folder = _options.OnHost(Path.Join(kit.Factory.Context.Identity.DataRoot, "containers"));
        try
        {
            // A folder may be entered by whom it may not be listed.
            _ = new FileSystemEnumerable<bool>(folder, static (ref _) => true, new EnumerationOptions { IgnoreInaccessible = false }).Any();
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return new MissingEvidence(EventTypes.ContainerLogFile, $"{folder} may not be read: the sizes of log files are not known", "give the collector CAP_DAC_READ_SEARCH, or run it as root");
        }
        catch (IOException)
        {
            return new MissingEvidence(EventTypes.ContainerLogFile, $"{folder} is not here: the sizes of log files are not known", "mount the host's root read-only and set Collector:RootPath");
        }
    }

    /// <summary>Measures them all; returns what is to be published.</summary>
    public IReadOnlyList<Measurement> Measure(DateTimeOffset now)
    {
        var due = new List<Measurement>();
        long? total = null;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var container in kit.Inventory.All.Where(container => container is { IsAlive: true, Snapshot: not null }))
        {
            var log = LogFile.Of(container.Snapshot!, kit.Factory.Context.Identity.DataRoot);
            if (log is null || Bytes(_options.OnHost(log.Path)) is not { } bytes)
            {
                continue;
            }

            _ = seen.Add(container.Id);
            total = (total ?? 0) + bytes;
            if (!_told.TryGetValue(container.Id, out var before) || Math.Abs(bytes - before.Bytes) >= WorthTelling || (now - before.Time).Duration() >= CalmInterval)
            {
                var isFirst = before == default;
                _told[container.Id] = (bytes, now);
                due.Add(new Measurement(EventTypes.ContainerLogFile, Source, now, container.Id, container.MainPid, log.Fields(bytes, isFirst ? null : bytes - before.Bytes, isFirst ? null : now - before.Time)));
            }
        }

        foreach (var gone in _told.Keys.Where(id => !seen.Contains(id)).ToList())
        {
            _ = _told.Remove(gone);
        }

        Total = total;
        return due;
    }

    private long? Bytes(string path)
    {
        try
        {
            var name = Path.GetFileName(path);
            var sizes = new FileSystemEnumerable<long>(Path.GetDirectoryName(path)!, static (ref entry) => entry.Length, new EnumerationOptions { IgnoreInaccessible = false, AttributesToSkip = 0 })
            {
                ShouldIncludePredicate = (ref entry) => !entry.IsDirectory && entry.FileName.StartsWith(name, StringComparison.Ordinal),
            };
            var sum = sizes.Sum();
            _isRefused = false;
            return sum;
        }
        catch (UnauthorizedAccessException)
        {
            if (!_isRefused && FindMissing() is { } missing)
            {
                kit.Notices.Say(Name, true, missing.Why, missing.Remedy);
            }

            _isRefused = true;
            return null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}

/// <summary>Where a container's log driver writes, and when it rotates.</summary>
/// <param name="Driver">Such as json-file.</param>
/// <param name="Path">The file that is being written.</param>
/// <param name="MaxSize">Bytes at which it is rotated; null if it never is.</param>
/// <param name="MaxFile">How many files are kept; null if that does not matter.</param>
internal sealed record LogFile(string Driver, string Path, long? MaxSize, long? MaxFile)
{
    // The defaults of the driver local; json-file has none and never rotates.
    private const long LocalMaxSize = 20_000_000;
    private const long LocalMaxFile = 5;

    /// <summary>Null for a driver that writes no file on this host.</summary>
    public static LogFile? Of(ContainerSnapshot snapshot, string dataRoot)
    {
        var config = snapshot.Root.At("HostConfig", "LogConfig");
        var size = config is { } given ? Bytes(given.Text("Config", "max-size")) : null;
        var count = long.TryParse(config?.Text("Config", "max-file"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : (long?)null;
        return config?.Text("Type") switch
        {
            "json-file" when snapshot.Root.Text("LogPath") is { Length: > 0 } path => new LogFile("json-file", path, size, size is null ? null : count ?? 1),
            "local" when dataRoot.Length > 0 =>
                new LogFile("local", System.IO.Path.Join(dataRoot, "containers", snapshot.Id, "local-logs", "container.log"), size ?? LocalMaxSize, count ?? LocalMaxFile),
            _ => null,
        };
    }

    public IReadOnlyList<KeyValuePair<string, AttributeValue>> Fields(long bytes, long? growth, TimeSpan? interval) =>
    [
        new("sample.interval", interval is { } time ? time.TotalSeconds : default(AttributeValue)),
        new("container.log.driver", Driver),
        new("container.log.max_size", NetFields.Value(MaxSize)),
        new("container.log.max_file", NetFields.Value(MaxFile)),
        new("logfile.path", Path),
        new("logfile.bytes", bytes),
        new("logfile.bytes_delta", NetFields.Value(growth)),
    ];

    /// <summary>A size as the engine reads it: 10m, 1.5g, 500kb; a thousand is a thousand. Null if there is none, or it means no bound.</summary>
    internal static long? Bytes(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var digits = text.AsSpan().Trim().TrimEnd("bBiI ").TrimEnd("kKmMgGtT");
        var scale = text.AsSpan().Trim().TrimEnd("bBiI ")[digits.Length..] switch
        {
            "" => 1.0,
            "k" or "K" => 1e3,
            "m" or "M" => 1e6,
            "g" or "G" => 1e9,
            "t" or "T" => 1e12,
            _ => 0,
        };
        return double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number * scale is > 0 and < long.MaxValue
            ? (long)(number * scale)
            : null;
    }
}
