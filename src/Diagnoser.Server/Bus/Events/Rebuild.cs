using Diagnoser.Contracts;
using Diagnoser.Engine;
using Diagnoser.Engine.Correlation;
using Diagnoser.Engine.Rules;
using Diagnoser.Server.Bus.Messages;
using Diagnoser.Server.Cli.Output;
using Diagnoser.Server.Stores;

namespace Diagnoser.Server.Bus.Events;

/// <summary>
/// Brings an engine to where the last one stopped: it is told what that one gave out, and the stored events of as long as its rules reach run
/// through it again. What was kept then is not said again; what was not (a crash came first) is said now.
/// </summary>
internal sealed class Rebuild(IStore store, RuleSet rules, DiagnosisEngine engine, IEventKeeper keeper, Report? report)
{
    private const int EventLimit = 100_000;
    private const int DiagnosisLimit = 100_000;
    private static readonly TimeSpan LongestReach = TimeSpan.FromHours(24);

    // What hid a diagnosis, and what a verdict rests on, may lie a little before the time in which it still counts.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(15);

    // A store that failed for a while, or a crash between the two, can have kept events without what follows from them.
    private static readonly TimeSpan MaybeUnsaid = TimeSpan.FromMinutes(5);

    /// <summary>Runs the events of these hosts (null: all) through; gives their number.</summary>
    public async Task<int> RunAsync(IReadOnlyCollection<string>? hostIds, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (hostIds is { Count: 0 })
        {
            return 0;
        }

        var reach = rules.Reach < LongestReach ? rules.Reach : LongestReach;
        var query = new EventQuery { From = now - reach - Margin - MaybeUnsaid, HostIds = hostIds, ByArrival = true, Limit = EventLimit };
        var events = await store.EventsAsync(query, cancellationToken);
        var given = await GivenAsync(hostIds, now, cancellationToken);
        var newest = events.GroupBy(e => e.Host.Id, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Max(e => e.Time) - MaybeUnsaid, StringComparer.Ordinal);
        engine.Resume(given.Values, newest, events.Count < EventLimit ? query.From : events[0].Time);
        var ends = new Dictionary<string, DockerEvent>(StringComparer.Ordinal);
        var diagnoses = new Dictionary<string, Diagnosis>(StringComparer.Ordinal);
        var forwarded = new List<FleetInput>();
        foreach (var dockerEvent in events)
        {
            Note(Process(dockerEvent));
        }

        Note(engine.Resumed(await ClocksAsync(now, cancellationToken)));
        await SayNewsAsync(ends, diagnoses, forwarded, given, cancellationToken);
        return events.Count;

        // Only the last word on each counts: what came before it was said and taken back then.
        void Note(EngineOutput output)
        {
            foreach (var end in output.Ends)
            {
                ends[end.Id] = end;
            }

            foreach (var diagnosis in output.Diagnoses)
            {
                diagnoses[diagnosis.Id] = diagnosis;
            }

            forwarded.AddRange(output.Forwarded);
        }
    }

    // A time that lies far ahead is of a machine whose clock was wrong; by it, nothing would be waited for any more.
    private async Task<IReadOnlyDictionary<string, DateTimeOffset>> ClocksAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        (await store.HostClocksAsync(cancellationToken)).Where(c => c.Value <= now + Margin).ToDictionary(StringComparer.Ordinal);

    private async Task<IReadOnlyDictionary<string, Diagnosis>> GivenAsync(
        IReadOnlyCollection<string>? hostIds, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var kept = await store.DiagnosesAsync(new DiagnosisQuery { From = now - LongestReach - Margin, Limit = DiagnosisLimit }, cancellationToken);
        return kept.Where(d => hostIds?.Contains(d.Host.Id) != false).ToDictionary(d => d.Id, StringComparer.Ordinal);
    }

    // It was set aside when it came; here it must only not stop the others.
    private EngineOutput Process(DockerEvent dockerEvent)
    {
        try
        {
            return engine.Process(dockerEvent);
        }
#pragma warning disable CA1031 // because one event that a rule cannot bear must not keep a partition from ever starting again
        catch (Exception)
#pragma warning restore CA1031
        {
            return EngineOutput.Nothing;
        }
    }

    private async Task SayNewsAsync(
        Dictionary<string, DockerEvent> ends,
        Dictionary<string, Diagnosis> diagnoses,
        IReadOnlyList<FleetInput> forwarded,
        IReadOnlyDictionary<string, Diagnosis> given,
        CancellationToken cancellationToken)
    {
        foreach (var kept in await store.FindEventsAsync(ends.Keys, cancellationToken))
        {
            if (kept.Exit is not null)
            {
                _ = ends.Remove(kept.Id);
            }
        }

        var news = new EngineOutput(
            [.. ends.Values],
            [.. diagnoses.Values.Where(d => given.TryGetValue(d.Id, out var kept) ? !DiagnosisWords.AreSame(kept, d) : !DiagnosisWords.IsTakenBack(d))]);
        if (news.Ends.Count + news.Diagnoses.Count == 0)
        {
            return;
        }

        report?.Take(news);
        report?.Flush();
        await using var keeping = await keeper.BeginAsync(cancellationToken);
        await keeping.SaveAsync(
            new Conclusions(news.Ends, news.Diagnoses, []) { Forwarded = [.. forwarded.Where(IsNews)] }, [], [.. news.Diagnoses.Select(d => Outgoing.Of(new DiagnosisConcluded(d)))], cancellationToken);

        // An event without a verdict was handed on with it.
        bool IsNews(FleetInput input) => input.Event is { } e
            ? ReferenceEquals(ends.GetValueOrDefault(e.Id), e)
            : news.Diagnoses.Any(d => ReferenceEquals(d, input.Diagnosis));
    }
}
