using System.Text.Json;
using Diagnoser.Contracts;
using Diagnoser.Engine;
using Diagnoser.Server.Cli.Output;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Telemetry;

namespace Diagnoser.Server.Bus.Events;

/// <summary>
/// The way of events through one engine: kept, concluded, said, and the conclusions kept, a batch at a time. Used by one task. When a call
/// fails, what the engine knows and what is kept may differ: a new pipeline must then begin from the store (<see cref="Rebuild"/>).
/// </summary>
/// <param name="engine">The engine.</param>
/// <param name="keeper">Keeps.</param>
/// <param name="times">The hosts' clocks.</param>
/// <param name="report">Says it at the terminal; null on a server.</param>
/// <param name="quarantined">Told what was set aside.</param>
internal sealed class EventPipeline(DiagnosisEngine engine, IEventKeeper keeper, HostTimes times, Report? report, Action<QuarantinedRecord>? quarantined = null)
{
    private const int BodyLimit = 64 * 1024;
    private readonly RecentTraces _traces = new();
    private readonly EngineTally _tally = new(engine);

    /// <summary>True if what waits should be looked at within this time.</summary>
    public bool IsDueWithin(TimeSpan period) => engine.NextDue is { } due && due <= times.Now + period;

    /// <summary>Takes a batch of events, and what was found unreadable beside them.</summary>
    public async Task TakeAsync(IReadOnlyList<DockerEvent> events, IReadOnlyList<QuarantinedRecord> unreadable, CancellationToken cancellationToken)
    {
        foreach (var dockerEvent in events)
        {
            times.Note(dockerEvent);
            _traces.Note(dockerEvent);
        }

        await using var keeping = await keeper.BeginAsync(cancellationToken);
        var conclusions = new ConclusionList();
        var setAside = new List<QuarantinedRecord>(unreadable);
        var news = await keeping.AppendAsync(events, cancellationToken);
        foreach (var dockerEvent in news)
        {
            if (!dockerEvent.IsHeartbeat)
            {
                Measures.EventLag.Record((times.Now - dockerEvent.Time).TotalSeconds);
            }

            Conclude(dockerEvent, conclusions, setAside);
        }

        Measures.EventsReceived.Add(events.Count);
        Measures.EventsKept.Add(news.Count(e => !e.IsHeartbeat));
        _tally.Note();

        await FinishAsync(keeping, conclusions, setAside, cancellationToken);
    }

    /// <summary>The clock has gone on: decides what has waited long enough, and by this much longer.</summary>
    public async Task AdvanceAsync(TimeSpan ahead, CancellationToken cancellationToken)
    {
        var output = engine.Advance(host => times.Reached(host) + ahead);
        _tally.Note();
        if (output.Ends.Count + output.Diagnoses.Count + output.Faults.Count == 0)
        {
            return;
        }

        report?.Take(output);
        var conclusions = new ConclusionList();
        conclusions.Add(output);
        await using var keeping = await keeper.BeginAsync(cancellationToken);
        await FinishAsync(keeping, conclusions, [.. output.Faults.Select(f => SetAside(f.Event, f.Problem))], cancellationToken);
    }

    /// <summary>Nothing more will come: what still waits for its evidence has all it will get.</summary>
    public Task SettleAsync(CancellationToken cancellationToken) =>
        AdvanceAsync(new EngineOptions().Settle + times.LargestLag, cancellationToken);

    // A rule that fails on an event must not hold up the others; the event is shown with the reason.
    private void Conclude(DockerEvent dockerEvent, ConclusionList conclusions, List<QuarantinedRecord> setAside)
    {
        try
        {
            if (BlindWindows.Of(dockerEvent) is { } window)
            {
                report?.Take(window);
                conclusions.Add(window);
            }

            var output = engine.Process(dockerEvent);
            report?.Take(output);
            conclusions.Add(output);
            setAside.AddRange(output.Faults.Select(f => SetAside(f.Event, f.Problem)));
        }
#pragma warning disable CA1031 // because one event that a rule cannot bear must not stop a partition, and it is set aside with the reason
        catch (Exception problem)
#pragma warning restore CA1031
        {
            setAside.Add(SetAside(dockerEvent, $"{problem.GetType().Name}: {problem.Message}"));
        }
    }

    private QuarantinedRecord SetAside(DockerEvent dockerEvent, string problem)
    {
        var body = JsonSerializer.Serialize(dockerEvent, ContractsJson.Default.DockerEvent);
        return new QuarantinedRecord(times.Now, dockerEvent.Host.Name, problem, body[..Math.Min(body.Length, BodyLimit)]);
    }

    // Said at the terminal first, kept second: after a crash in between it is said twice, which is better than never.
    private async Task FinishAsync(
        IKeeping keeping, ConclusionList conclusions, IReadOnlyList<QuarantinedRecord> setAside, CancellationToken cancellationToken)
    {
        report?.Flush();
        foreach (var diagnosis in conclusions.Diagnoses.Where(d => d.HiddenBy is null))
        {
            Measures.RuleMatches.Add(1, new KeyValuePair<string, object?>("rule", diagnosis.Rule));
        }

        foreach (var record in setAside)
        {
            Measures.Quarantined.Add(1);
            quarantined?.Invoke(record);
        }

        await keeping.SaveAsync(conclusions.ToConclusions(), setAside, [.. conclusions.Diagnoses.Select(_traces.MessageOf)], cancellationToken);
    }
}
