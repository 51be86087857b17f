using Diagnoser.Contracts;

namespace Diagnoser.Engine.Verdicts;

/// <summary>What is gathered about one run. All of it is kept by event time, so that the order of arrival does not matter.</summary>
internal sealed class RunTrack
{
    private const int Kept = 16;

    // Most runs have neither.
    private List<KernelKill>? _kills;
    private List<ApiSignal>? _signals;
    private OomCount _ooms;
    private KeptTime _begin;
    private KeptTime _first;
    private KeptTime _stopped;
    private KeptTime _daemonGone;
    private KeptTime _endTime;

    /// <summary>Those after the death: of this run, unless the next one turns out to have begun before them.</summary>
    private OomCount _lateOoms;

    /// <summary>The engine's StartedAt, which identifies the run; the start event's time where that is not known.</summary>
    public DateTimeOffset? StartedAt { get; private set; }

    /// <summary>The earlier of StartedAt and the start event's time: nothing of this run is older.</summary>
    public DateTimeOffset? Begin
    {
        get => _begin;
        private set => _begin = value;
    }

    /// <summary>The oldest evidence.</summary>
    public DateTimeOffset? First
    {
        get => _first;
        private set => _first = value;
    }

    public long? MainPid { get; set; }

    public IReadOnlyList<KernelKill> Kills => _kills ?? (IReadOnlyList<KernelKill>)[];

    public int KillCount { get; private set; }

    public IReadOnlyList<ApiSignal> Signals => _signals ?? (IReadOnlyList<ApiSignal>)[];

    public int Ooms => _ooms.Count + _lateOoms.Count;

    public DateTimeOffset? LastOom => _lateOoms.Last ?? _ooms.Last;

    public DateTimeOffset? Stopped
    {
        get => _stopped;
        private set => _stopped = value;
    }

    /// <summary>When the daemon went away, if that is what stopped this run.</summary>
    public DateTimeOffset? DaemonGone
    {
        get => _daemonGone;
        set => _daemonGone = value;
    }

    /// <summary>The death; null before it, and again when it is too old to be judged anew.</summary>
    public DockerEvent? End { get; private set; }

    public DateTimeOffset? EndTime
    {
        get => _endTime;
        private set => _endTime = value;
    }

    /// <summary>The ruling that was released.</summary>
    public Ruling? Ruling { get; set; }

    public void Starts(DateTimeOffset startedAt, DateTimeOffset begin)
    {
        StartedAt ??= startedAt;
        Begin = Earlier(Begin, begin < startedAt ? begin : startedAt);
    }

    public void Ends(DockerEvent end)
    {
        End = end;
        EndTime = end.Time;
        if (end.Run is { } run)
        {
            Starts(run.StartedAt, run.StartedAt);
        }
    }

    /// <summary>Lets go of the death, so that it is not judged again.</summary>
    public void Close() => End = null;

    public void Add(KernelKill kill)
    {
        KillCount++;
        Insert(_kills ??= [], kill, static kill => kill.Time);
        First = Earlier(First, kill.Time);
    }

    public void Add(ApiSignal signal)
    {
        Insert(_signals ??= [], signal, static signal => signal.Time);
        First = Earlier(First, signal.Time);
    }

    public void AddOom(DateTimeOffset time)
    {
        if (time > EndTime)
        {
            _lateOoms = _lateOoms.With(time);
        }
        else
        {
            _ooms = _ooms.With(time);
        }

        First = Earlier(First, time);
    }

    public void AddStop(DateTimeOffset time)
    {
        Stopped = Later(Stopped, time);
        First = Earlier(First, time);
    }

    /// <summary>Hands over what came after this run's death and turns out to belong to the next run.</summary>
    public void HandOver(RunTrack next)
    {
        foreach (var kill in _kills?.FindAll(kill => IsOf(kill, next)) ?? [])
        {
            _ = _kills!.Remove(kill);
            KillCount--;
            next.Add(kill);
        }

        foreach (var signal in _signals?.FindAll(signal => signal.Time > EndTime && signal.Time >= next.Begin) ?? [])
        {
            _ = _signals!.Remove(signal);
            next.Add(signal);
        }

        if (_lateOoms.First >= next.Begin)
        {
            next._ooms = _lateOoms;
            _lateOoms = default;
        }
    }

    private bool IsOf(KernelKill kill, RunTrack next) => kill.Pid is { } pid && next.MainPid == pid
        || (kill.Time > EndTime && kill.Time >= next.Begin && (kill.Pid is null || kill.Pid != MainPid));

    /// <summary>Keeps the newest by time; equal times in the order of arrival.</summary>
    private static void Insert<T>(List<T> list, T item, Func<T, DateTimeOffset> timeOf)
    {
        var at = list.Count;
        while (at > 0 && timeOf(list[at - 1]) > timeOf(item))
        {
            at--;
        }

        list.Insert(at, item);
        if (list.Count > Kept)
        {
            list.RemoveAt(0);
        }
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? known, DateTimeOffset time) => known is { } other && other < time ? other : time;

    private static DateTimeOffset? Later(DateTimeOffset? known, DateTimeOffset time) => known is { } other && other > time ? other : time;

    /// <summary>Any number of oom events (1,803 for one kill were seen, F16).</summary>
    private readonly record struct OomCount(int Count, KeptTime Begin, KeptTime End)
    {
        public DateTimeOffset? First => Begin;

        public DateTimeOffset? Last => End;

        public OomCount With(DateTimeOffset time) => new(Count + 1, Earlier(First, time), Later(Last, time));
    }
}
