using System.Text;

namespace Diagnoser.Collector.Sources.DaemonLog;

/// <summary>
/// Lets the first lines of a kind through and counts the rest, a minute long; then the count is told with the last of them. A daemon in trouble can say the same
/// thousands of times a minute. What goes beyond all measure is dropped and counted.
/// </summary>
internal sealed class RepeatedLines(TimeProvider clock)
{
    /// <summary>Lines of one kind that are told each, a minute.</summary>
    public const int MostOfKind = 10;

    /// <summary>Lines that are told in all, a minute.</summary>
    public const int Most = 300;

    private const int MaxKinds = 512;

    private static readonly TimeSpan Span = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, Kind> _kinds = new(StringComparer.Ordinal);
    private long _began = clock.GetTimestamp();
    private int _told;
    private long _dropped;

    /// <summary>True if the line is to be told.</summary>
    public bool Admit(DaemonLine line, DateTimeOffset time)
    {
        var key = KeyOf(line);
        if (!_kinds.TryGetValue(key, out var kind))
        {
            if (_kinds.Count >= MaxKinds)
            {
                _dropped++;
                return false;
            }

            _kinds[key] = kind = new Kind();
        }

        if (kind.Told < MostOfKind && _told < Most)
        {
            kind.Told++;
            _told++;
            return true;
        }

        (kind.Last, kind.Time) = (line, time);
        kind.Held++;
        return false;
    }

    /// <summary>At the end of a minute, what was counted in it; empty before.</summary>
    public IReadOnlyList<HeldLines> TakeHeld()
    {
        if (clock.GetElapsedTime(_began) < Span)
        {
            return [];
        }

        IReadOnlyList<HeldLines> held = [.. _kinds.Values.Where(kind => kind.Held > 0).Select(kind => new HeldLines(kind.Last!, kind.Time, kind.Held))];
        _kinds.Clear();
        (_began, _told) = (clock.GetTimestamp(), 0);
        return held;
    }

    /// <summary>How many lines were of more kinds than can be told apart since the last call.</summary>
    public long TakeDropped()
    {
        var dropped = _dropped;
        _dropped = 0;
        return dropped;
    }

    // Lines that differ in numbers and ids only are of one kind; whose name server does not answer tells them apart.
    private static string KeyOf(DaemonLine line)
    {
        var key = new StringBuilder(line.Message.Length + 16);
        _ = key.Append(line.Level).Append(' ');
        var isInNumber = false;
        foreach (var letter in line.Message)
        {
            if (!char.IsAsciiHexDigit(letter) || (!isInNumber && !char.IsAsciiDigit(letter)))
            {
                _ = key.Append(letter);
                isInNumber = false;
            }
            else if (!isInNumber)
            {
                _ = key.Append('#');
                isInNumber = true;
            }
        }

        if (DnsFailure.Of(line) is { } dns)
        {
            _ = key.Append(' ').Append(dns.Client).Append(' ').Append(dns.Server);
        }

        return key.ToString();
    }

    private sealed class Kind
    {
        public int Told { get; set; }

        public int Held { get; set; }

        public DaemonLine? Last { get; set; }

        public DateTimeOffset Time { get; set; }
    }
}

/// <summary>Lines of one kind that were counted and not told.</summary>
/// <param name="Last">The last of them.</param>
/// <param name="Time">When it was written.</param>
/// <param name="Count">How many they are.</param>
internal sealed record HeldLines(DaemonLine Last, DateTimeOffset Time, int Count);
