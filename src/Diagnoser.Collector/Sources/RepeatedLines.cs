using System.Text;

namespace Diagnoser.Collector.Sources;

/// <summary>
/// Lets the first lines of a kind through and counts the rest, a minute long; then the count is told with the last of them. What is in trouble can say the same
/// thousands of times a minute. Lines of more kinds than can be told apart are dropped and counted. For one thread.
/// </summary>
/// <typeparam name="TLine">A line.</typeparam>
/// <param name="mostOfKind">Lines of one kind that are told each, a minute.</param>
/// <param name="most">Lines that are told in all, a minute.</param>
/// <param name="clock">The clock.</param>
internal sealed class RepeatedLines<TLine>(int mostOfKind, int most, TimeProvider clock)
{
    private const int MaxKinds = 512;
    private const int MaxKey = 512;

    private static readonly TimeSpan Span = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, Kind> _kinds = new(StringComparer.Ordinal);
    private long _began = clock.GetTimestamp();
    private int _told;
    private long _dropped;

    /// <summary>True if the line is to be told.</summary>
    /// <param name="key">Its kind: lines that differ in numbers and ids only are of one.</param>
    /// <param name="line">The line.</param>
    public bool Admit(string key, TLine line)
    {
        if (!_kinds.TryGetValue(key, out var kind))
        {
            if (_kinds.Count >= MaxKinds)
            {
                _dropped++;
                return false;
            }

            _kinds[key] = kind = new Kind();
        }

        if (kind.Told < mostOfKind && _told < most)
        {
            kind.Told++;
            _told++;
            return true;
        }

        kind.Last = line;
        kind.Held++;
        return false;
    }

    /// <summary>At the end of a minute, what was counted in it; empty before.</summary>
    public IReadOnlyList<HeldLines<TLine>> TakeHeld()
    {
        if (_kinds.Count == 0 || clock.GetElapsedTime(_began) < Span)
        {
            return [];
        }

        IReadOnlyList<HeldLines<TLine>> held = [.. _kinds.Values.Where(kind => kind.Held > 0).Select(kind => new HeldLines<TLine>(kind.Last!, kind.Held))];
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

    /// <summary>A text without what differs from line to line of a kind: numbers, times and ids.</summary>
    public static string KindOf(ReadOnlySpan<char> text)
    {
        var key = new StringBuilder(Math.Min(text.Length, MaxKey));
        var isInNumber = false;
        foreach (var letter in text[..Math.Min(text.Length, MaxKey)])
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

        return key.ToString();
    }

    private sealed class Kind
    {
        public int Told { get; set; }

        public int Held { get; set; }

        public TLine? Last { get; set; }
    }
}

/// <summary>Lines of one kind that were counted and not told.</summary>
/// <typeparam name="TLine">A line.</typeparam>
/// <param name="Last">The last of them.</param>
/// <param name="Count">How many they are.</param>
internal sealed record HeldLines<TLine>(TLine Last, int Count);
