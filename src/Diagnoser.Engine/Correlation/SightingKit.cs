using Diagnoser.Contracts;

namespace Diagnoser.Engine.Correlation;

/// <summary>What the windows of all rules share, so that it is made and kept once.</summary>
internal sealed class SightingKit
{
    // Services are named by whoever runs containers.
    private const int MostOrigins = 10_000;

    // Those that cite times or sizes are each their own; the others are a handful.
    private const int MostVerdicts = 1000;

    private readonly Dictionary<(bool OfHost, string Fields), KeyMaker> _keys = [];
    private readonly HashSet<Origin> _origins = [];
    private readonly HashSet<ExitVerdict> _verdicts = new(SameWords.Instance);
    private Origin? _last;

    /// <summary>What makes keys of these fields.</summary>
    public KeyMaker Keys(bool ofHost, IReadOnlyList<string> fields)
    {
        var name = string.Join('\n', fields);
        if (!_keys.TryGetValue((ofHost, name), out var maker))
        {
            _keys[(ofHost, name)] = maker = new KeyMaker(ofHost, fields);
        }

        return maker;
    }

    /// <summary>Where an event came from.</summary>
    public Origin OriginOf(DockerEvent e)
    {
        if (_last is { } last && last.IsOf(e))
        {
            return last;
        }

        var origin = new Origin(e.Host, e.Subject.Kind, e.Service, e.Stack);
        if (_origins.TryGetValue(origin, out var known))
        {
            return _last = known;
        }

        if (_origins.Count >= MostOrigins)
        {
            _origins.Clear();
        }

        _ = _origins.Add(origin);
        return _last = origin;
    }

    /// <summary>The verdict, or one seen before that says the same.</summary>
    public ExitVerdict? Shared(ExitVerdict? verdict)
    {
        if (verdict is null)
        {
            return null;
        }

        if (_verdicts.TryGetValue(verdict, out var known))
        {
            return known;
        }

        if (_verdicts.Count >= MostVerdicts)
        {
            _verdicts.Clear();
        }

        _ = _verdicts.Add(verdict);
        return verdict;
    }

    private sealed class SameWords : IEqualityComparer<ExitVerdict>
    {
        public static readonly SameWords Instance = new();

        public bool Equals(ExitVerdict? one, ExitVerdict? other) => ReferenceEquals(one, other)
            || (one is not null && other is not null && one.Reason == other.Reason && one.Certainty == other.Certainty && one.EndedBy == other.EndedBy
                && one.Facts.SequenceEqual(other.Facts) && one.Missing.SequenceEqual(other.Missing));

        public int GetHashCode(ExitVerdict verdict) =>
            HashCode.Combine(verdict.Reason, verdict.Certainty, verdict.EndedBy, verdict.Facts.Count > 0 ? verdict.Facts[0] : "", verdict.Facts.Count > 1 ? verdict.Facts[1] : "");
    }
}

/// <summary>What the events of one service on one host have in common.</summary>
internal sealed record Origin(HostRef Host, string Kind, string? Service, string? Stack)
{
    /// <summary>True if the event came from here.</summary>
    public bool IsOf(DockerEvent e) => Host == e.Host && Kind == e.Subject.Kind && Service == e.Service && Stack == e.Stack;
}
