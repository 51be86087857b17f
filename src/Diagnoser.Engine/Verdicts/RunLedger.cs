using Diagnoser.Contracts;
using Diagnoser.Engine.Events;

namespace Diagnoser.Engine.Verdicts;

/// <summary>
/// Gathers the facts about each run of each container from the stream of events, and releases the events in the order in which
/// rules may see them: a death only when it has settled or its cause is decided, everything else at once, enriched by what is known.
/// A fact that comes late and changes a verdict releases the death again, with the same id. Not safe for concurrent use.
/// </summary>
/// <param name="options">Times and bounds.</param>
internal sealed class RunLedger(LedgerOptions options)
{
    /// <summary>A kernel line is dated by a clock that drifts from the engine's, so it can seem to follow the death that it caused.</summary>
    private static readonly TimeSpan KernelSkew = TimeSpan.FromSeconds(2);

    private readonly KnownContainers _known = new(options);
    private readonly HashSet<HostTrack> _waiting = [];
    private long _order;

    /// <summary>Events that were known already, by id or as another account of the same end.</summary>
    public long Repeated { get; private set; }

    /// <summary>Containers forgotten because there were too many.</summary>
    public long Evicted => _known.Evicted;

    /// <summary>Deaths that were released again with another verdict.</summary>
    public long Corrected { get; private set; }

    /// <summary>Containers that are remembered.</summary>
    public int Containers => _known.Count;

    /// <summary>When the next death has settled; null if none waits.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            DateTimeOffset? next = null;
            foreach (var host in _waiting)
            {
                if (host.Waiting.TryPeek(out _, out var due) && !(next <= due.Due))
                {
                    next = due.Due;
                }
            }

            return next;
        }
    }

    /// <summary>Takes one event and adds what can be released to the list.</summary>
    public void Observe(DockerEvent dockerEvent, List<DockerEvent> released)
    {
        var host = _known.Host(dockerEvent.Host.Id);
        if (dockerEvent.Subject.Kind == Subject.Container && dockerEvent.Subject.Id.Length > 0)
        {
            ObserveContainer(host, dockerEvent, released);
        }
        else if (!host.Seen.Add(dockerEvent.Id))
        {
            Repeated++;
        }
        else
        {
            if (dockerEvent.Type == EventTypes.DaemonRestart || dockerEvent.LeftSomethingUnseen())
            {
                Note(host, Absence.Of(dockerEvent));
                JudgeRecent(host, released);
            }

            MoveClock(host, dockerEvent.Time, released);
            released.Add(dockerEvent);
        }

        _known.Forget(host);
    }

    /// <summary>The clock has reached this time on every host.</summary>
    public void Advance(DateTimeOffset now, List<DockerEvent> released) => Advance(_ => now, released);

    /// <summary>The clocks have reached these times, by host id.</summary>
    public void Advance(Func<string, DateTimeOffset> reached, List<DockerEvent> released) => ReleaseDue([.. _waiting], reached, released);

    /// <summary>Nothing more will come: releases every death that waits.</summary>
    public void Finish(List<DockerEvent> released) => ReleaseDue([.. _waiting], _ => DateTimeOffset.MaxValue, released);

    private void ObserveContainer(HostTrack host, DockerEvent dockerEvent, List<DockerEvent> released)
    {
        var container = _known.Container(host, dockerEvent, out var evicted);
        foreach (var run in evicted?.Runs ?? [])
        {
            Release(new(evicted!, run), released);
        }

        if (dockerEvent.Exit is null && !container.Seen.Add(dockerEvent.Id))
        {
            Repeated++;
            return;
        }

        switch (dockerEvent.Type)
        {
            case EventTypes.ContainerDie:
                ObserveDeath(container, dockerEvent, released);
                break;
            case EventTypes.ContainerStartFailed:
                MoveClock(host, dockerEvent.Time, released);
                released.Add(dockerEvent.Exit is null
                    ? Enrichment.Of(dockerEvent, container, null) with { Exit = ExitTable.Judge(ExitReading.OfFailedStart(dockerEvent)) }
                    : dockerEvent);
                host.Ended.Enqueue((container, dockerEvent.Time));
                break;
            default:
                var run = Note(container, dockerEvent);
                MoveClock(host, dockerEvent.Time, released);
                var known = Enrichment.Of(dockerEvent, container, run);
                released.Add(known);
                if (run is not null)
                {
                    JudgeLate(container, released);
                }

                if (EarlyFacts.IsOpen(dockerEvent))
                {
                    (container.Early ??= new EarlyFacts()).Add(dockerEvent, known);
                }

                break;
        }

        Review(container, released);
    }

    /// <summary>What came before its run was known is released again once it is.</summary>
    private void Review(ContainerTrack container, List<DockerEvent> released)
    {
        if (container.Early is not { } early)
        {
            return;
        }

        early.Forget(container.Host.Clock - options.Late);
        container.Early = early.IsEmpty ? null : early;
        for (var i = 0; i < early.Count; i++)
        {
            var fact = early[i];
            early.Read(i, Enrichment.Of(fact, container, RunOf(container, fact)), released);
        }
    }

    private void ObserveDeath(ContainerTrack container, DockerEvent death, List<DockerEvent> released)
    {
        var host = container.Host;
        MoveClock(host, death.Time, released);
        var run = container.End(death);
        host.Ended.Enqueue((container, death.Time));
        if (death.Exit is not null)
        {
            run?.Close();
            released.Add(death);
        }
        else if (run is null)
        {
            Repeated++;
        }
        else if (run.KillCount > 0 && ExitTable.IsDecided(ExitReading.Of(container, run, death, options.Settle).Signs))
        {
            Release(new(container, run), released);
        }
        else
        {
            var due = death.Time + options.Settle;
            host.Waiting.Enqueue(new(container, run), (due, _order++));
            _ = _waiting.Add(host);
            if (due <= host.Clock)
            {
                MoveClock(host, host.Clock, released);
            }
        }
    }

    /// <summary>Enters a fact into the run that it belongs to.</summary>
    private RunTrack? Note(ContainerTrack container, DockerEvent fact)
    {
        var run = RunOf(container, fact);
        switch (fact.Type)
        {
            case EventTypes.ContainerCreate:
                container.Created = true;
                return null;
            case EventTypes.ContainerStart:
                run = container.Start(fact);
                break;
            case EventTypes.ContainerKill:
                (run ??= container.Begin(fact)).Add(ApiSignal.From(fact));
                break;
            case EventTypes.ContainerStop:
                (run ??= container.Begin(fact)).AddStop(fact.Time);
                break;
            case EventTypes.ContainerOom:
                (run ??= container.Begin(fact)).AddOom(fact.Time);
                break;
            case EventTypes.KernelOomKill:
                (run ??= container.Begin(fact)).Add(KernelKill.From(fact));
                break;
            case EventTypes.ContainerDestroy:
                container.Destroyed = fact.Time;
                container.Host.Ended.Enqueue((container, fact.Time));
                break;
            default:
                break;
        }

        if (run is { MainPid: null })
        {
            run.MainPid = fact.Attributes.Integer(AttributeNames.MainPid) is > 0 and var pid ? pid : null;
        }

        return run;
    }

    /// <summary>The run that a fact belongs to, as far as is known now.</summary>
    private RunTrack? RunOf(ContainerTrack container, DockerEvent fact) => fact.Type switch
    {
        EventTypes.ContainerKill => container.RunAt(fact.Time, options.Settle),
        EventTypes.ContainerStop or EventTypes.ContainerOom => container.RunAt(fact.Time, options.Late),
        EventTypes.KernelOomKill => container.RunOfProcess(fact.Attributes.Integer(AttributeNames.ProcessPid)) ?? container.RunAt(fact.Time, KernelSkew),
        EventTypes.KernelLog => container.RunAt(fact.Time, KernelSkew),
        EventTypes.ContainerDestroy => container.RunAt(fact.Time, options.Remember),
        _ => container.RunAt(fact.Time, TimeSpan.Zero),
    };

    /// <summary>Enters a restart of the daemon, or a time of blindness.</summary>
    private static void Note(HostTrack host, Absence absence)
    {
        host.Add(absence);
        if (absence.Source is null)
        {
            foreach (var run in DaemonStops.Of(host, absence))
            {
                run.DaemonGone = absence.From;
            }
        }
    }

    private void JudgeRecent(HostTrack host, List<DockerEvent> released)
    {
        foreach (var death in host.Recent)
        {
            JudgeAgain(death.Container, death.Run, released);
        }
    }

    private void MoveClock(HostTrack host, DateTimeOffset time, List<DockerEvent> released)
    {
        if (time > host.Clock)
        {
            host.Clock = time;
        }

        while (host.Waiting.TryPeek(out var death, out var due) && due.Due <= host.Clock - options.Disorder)
        {
            _ = host.Waiting.Dequeue();
            Release(death, released);
        }

        Settled(host);
    }

    private void ReleaseDue(List<HostTrack> hosts, Func<string, DateTimeOffset> reached, List<DockerEvent> released)
    {
        var due = new PriorityQueue<Death, (DateTimeOffset Due, long Order)>();
        foreach (var host in hosts)
        {
            var now = reached(host.Id);
            while (host.Waiting.TryPeek(out var death, out var at) && at.Due <= now)
            {
                _ = host.Waiting.Dequeue();
                due.Enqueue(death, at);
            }

            Settled(host);
        }

        while (due.TryDequeue(out var death, out _))
        {
            Release(death, released);
        }
    }

    private void Settled(HostTrack host)
    {
        if (_waiting.Count > 0 && host.Waiting.Count == 0)
        {
            _ = _waiting.Remove(host);
        }
    }

    private void Release(Death death, List<DockerEvent> released)
    {
        // An evicted container's deaths were released when it was evicted.
        if (death.Run is { Ruling: null, End: { } end } run)
        {
            var facts = ExitReading.Of(death.Container, run, end, options.Settle);
            run.Ruling = ExitTable.Judge(facts.Signs);
            released.Add(Enrichment.Of(facts, death.Container, run));
            death.Container.Host.Recent.Enqueue(death);
        }
    }

    private void JudgeLate(ContainerTrack container, List<DockerEvent> released)
    {
        for (var index = 0; index < container.Runs.Count; index++)
        {
            if (container.Runs[index] is { Ruling: not null, EndTime: { } end } run && container.Host.Clock - end <= options.Late)
            {
                JudgeAgain(container, run, released);
            }
        }
    }

    private void JudgeAgain(ContainerTrack container, RunTrack run, List<DockerEvent> released)
    {
        if (run is not { Ruling: { } before, End: { } end })
        {
            return;
        }

        var facts = ExitReading.Of(container, run, end, options.Settle);
        var ruling = ExitTable.Judge(facts.Signs);
        if ((ruling.EndedBy, ruling.Reason, ruling.Certainty) != (before.EndedBy, before.Reason, before.Certainty))
        {
            run.Ruling = ruling;
            Corrected++;
            released.Add(Enrichment.Of(facts, container, run));
        }
    }
}
