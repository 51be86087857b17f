using System.Threading.Channels;

namespace Diagnoser.Collector.Sources.DaemonLog;

/// <summary>A line as it was read.</summary>
/// <param name="Text">The line.</param>
/// <param name="Place">Where to go on behind it after a restart; readable by the reader that gave it.</param>
internal sealed record DaemonLogEntry(string Text, string Place)
{
    /// <summary>When the journal took it; null in a file.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>The level that the journal keeps for it; null in a file.</summary>
    public string? Level { get; init; }

    /// <summary>Why lines may be missing before it; null if none are.</summary>
    public string? Hole { get; init; }
}

/// <summary>Reads the daemon's log from where it stands.</summary>
internal interface IDaemonLogReader
{
    /// <summary>What its places begin with, so that none of another reader is taken for its own.</summary>
    string Origin { get; }

    /// <summary>Why it cannot be read now; null if it can.</summary>
    Task<Contracts.MissingEvidence?> FindMissingAsync(CancellationToken cancellationToken);

    /// <summary>Reads until cancelled; waits while the entries are not taken.</summary>
    /// <param name="place">Where it stopped the last time; null begins with what is written from now on.</param>
    /// <param name="entries">Gets what is read, in order.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task ReadAsync(string? place, ChannelWriter<DaemonLogEntry> entries, CancellationToken cancellationToken);
}
