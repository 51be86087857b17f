using Diagnoser.Contracts;

namespace Diagnoser.Engine.Verdicts;

/// <summary>The last runs of one container, and which of them an instant belongs to.</summary>
internal sealed class ContainerTrack(HostTrack host, string id)
{
    private const int Kept = 4;

    /// <summary>The start event trails the start; the evidence of a very short run can be a little older than it.</summary>
    private static readonly TimeSpan StartDelay = TimeSpan.FromSeconds(1);

    private readonly List<RunTrack> _runs = [];

    public HostTrack Host { get; } = host;

    public string Id { get; } = id;

    public string Name { get; set; } = "";

    public bool Created { get; set; }

    public DateTimeOffset? Destroyed { get; set; }

    /// <summary>The newest time of its events.</summary>
    public DateTimeOffset LastTime { get; set; }

    public SeenIds Seen { get; } = new();

    /// <summary>Facts that may be released again; null if there are none.</summary>
    public EarlyFacts? Early { get; set; }

    /// <summary>Its place in the order of last use; null once it is forgotten.</summary>
    public LinkedListNode<ContainerTrack>? Place { get; set; }

    /// <summary>The newest run that is not known to have ended.</summary>
    public RunTrack? Live => _runs is [.., { EndTime: null, StartedAt: not null } live] ? live : null;

    public IReadOnlyList<RunTrack> Runs => _runs;

    /// <summary>The run that an instant belongs to.</summary>
    /// <param name="time">The instant.</param>
    /// <param name="after">How long after an end such a fact may still be about that run.</param>
    public RunTrack? RunAt(DateTimeOffset time, TimeSpan after)
    {
        for (var index = 0; index < _runs.Count; index++)
        {
            var run = _runs[index];
            var next = index + 1 < _runs.Count ? _runs[index + 1].Begin : null;
            if ((run.EndTime is not { } end || time <= end + after) && (next is null || time < next))
            {
                return run;
            }
        }

        return null;
    }

    /// <summary>The newest run with this main process.</summary>
    public RunTrack? RunOfProcess(long? pid)
    {
        for (var index = _runs.Count - 1; pid is not null && index >= 0; index--)
        {
            if (_runs[index].MainPid == pid)
            {
                return _runs[index];
            }
        }

        return null;
    }

    /// <summary>A new run, of which evidence is known before its start.</summary>
    public RunTrack Begin(DockerEvent evidence)
    {
        var run = Insert(new RunTrack(), evidence.Time);
        if (evidence.Run is { } known)
        {
            run.Starts(known.StartedAt, known.StartedAt);
        }

        return run;
    }

    /// <summary>Takes a start: a new run, unless other facts about this one came first.</summary>
    public RunTrack Start(DockerEvent start)
    {
        var startedAt = start.Run?.StartedAt ?? start.Time;
        var run = StartedAt(startedAt) ?? Awaiting(start.Time) ?? Insert(new RunTrack(), start.Time);
        run.Starts(startedAt, start.Time);
        run.MainPid ??= start.Attributes.Integer(AttributeNames.MainPid) is > 0 and var pid ? pid : null;
        foreach (var other in _runs)
        {
            if (other != run && other.EndTime <= run.Begin)
            {
                other.HandOver(run);
            }
        }

        return run;
    }

    /// <summary>Takes a death; null if it repeats the end of a run that is already known.</summary>
    public RunTrack? End(DockerEvent death)
    {
        var same = death.Run is { } known ? StartedAt(known.StartedAt) : null;
        if (same is { EndTime: not null })
        {
            return null;
        }

        var run = same ?? Alive(death.Time) ?? Insert(new RunTrack(), death.Time);
        run.Ends(death);
        if (_runs.Find(other => other != run && other.Begin >= run.EndTime) is { } next)
        {
            // The next start, and what belongs to it, came before this end.
            run.HandOver(next);
        }

        return run;
    }

    private RunTrack? StartedAt(DateTimeOffset time)
    {
        foreach (var run in _runs)
        {
            if (run.StartedAt == time)
            {
                return run;
            }
        }

        return null;
    }

    /// <summary>The run that a start at this time begins, if other facts about it came first.</summary>
    private RunTrack? Awaiting(DateTimeOffset time)
    {
        foreach (var run in _runs)
        {
            if (run.EndTime is { } end
                ? time <= end && (run.Begin is null || run.Begin <= time)
                : run.StartedAt is null && run.First >= time - StartDelay)
            {
                return run;
            }
        }

        return null;
    }

    /// <summary>The newest run that a death at this time can end; one of which no start is known may seem to be younger than its end.</summary>
    private RunTrack? Alive(DateTimeOffset time)
    {
        RunTrack? unknown = null;
        for (var index = _runs.Count - 1; index >= 0; index--)
        {
            var run = _runs[index];
            if (run.EndTime is null && (run.Begin ?? run.First) <= time)
            {
                return run;
            }

            unknown ??= run is { EndTime: null, StartedAt: null } ? run : null;
        }

        return unknown;
    }

    private RunTrack Insert(RunTrack run, DateTimeOffset time)
    {
        var at = _runs.Count;
        while (at > 0 && (_runs[at - 1].Begin ?? _runs[at - 1].EndTime ?? _runs[at - 1].First) > time)
        {
            at--;
        }

        _runs.Insert(at, run);
        if (_runs.Count > Kept)
        {
            _runs.RemoveAt(0);
        }

        return run;
    }
}
