using Diagnoser.Contracts;
using Diagnoser.Engine;
using Diagnoser.Engine.Rules;
using Diagnoser.Server.Bus.Messages;
using Diagnoser.Server.Cli.Output;
using Diagnoser.Server.Stores;

namespace Diagnoser.Server.Bus.Events;

/// <summary>
/// Brings an engine to where the last one stopped: the stored events of the longest window run through it again. What was concluded and
/// kept then is not said again; what was not (a crash came first) is said now.
/// </summary>
internal sealed class Rebuild(IStore store, RuleSet rules, DiagnosisEngine engine, IEventKeeper keeper, Report? report)
{
    private const int EventLimit = 100_000;
    private static readonly TimeSpan LongestWindow = TimeSpan.FromHours(24);

    // What hid a diagnosis may lie a little before the window in which it still counts.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(15);

    /// <summary>Runs the events of these hosts (null: all) through; gives their number.</summary>
    public async Task<int> RunAsync(IReadOnlyCollection<string>? hostIds, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (hostIds is { Count: 0 })
        {
            return 0;
        }

        var query = new EventQuery { From = now - Window() - Margin, HostIds = hostIds, ByArrival = true, Limit = EventLimit };
        var events = await store.EventsAsync(query, cancellationToken);
        var ends = new Dictionary<string, DockerEvent>(StringComparer.Ordinal);
        var diagnoses = new Dictionary<string, Diagnosis>(StringComparer.Ordinal);
        foreach (var dockerEvent in events)
        {
            // Only the last word on each counts: what came before it was said and taken back then.
            var output = Process(dockerEvent);
            foreach (var end in output.Ends)
            {
                ends[end.Id] = end;
            }

            foreach (var diagnosis in output.Diagnoses)
            {
                diagnoses[diagnosis.Id] = diagnosis;
            }
        }

        await SayNewsAsync(ends, diagnoses, events, cancellationToken);
        return events.Count;
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

    // Events and what follows from them are kept in one transaction. So only what still waited when the last owner ended can be news, and
    // that is young; anything older comes from a window that begins in the middle of things.
    private async Task SayNewsAsync(
        Dictionary<string, DockerEvent> ends, Dictionary<string, Diagnosis> diagnoses, IReadOnlyList<DockerEvent> events, CancellationToken cancellationToken)
    {
        var newest = events.Count == 0 ? DateTimeOffset.MinValue : events.Max(e => e.Time);
        var longestWait = rules.Rules.Select(r => r.Correlation.Within).DefaultIfEmpty().Max() + Margin;
        foreach (var kept in await store.FindEventsAsync(ends.Keys, cancellationToken))
        {
            if (kept.Exit is not null)
            {
                _ = ends.Remove(kept.Id);
            }
        }

        foreach (var kept in await store.FindDiagnosesAsync(diagnoses.Keys, cancellationToken))
        {
            _ = diagnoses.Remove(kept.Id);
        }

        var news = new EngineOutput([.. ends.Values], [.. diagnoses.Values.Where(d => newest - d.Time <= longestWait)]);
        if (news.Ends.Count + news.Diagnoses.Count == 0)
        {
            return;
        }

        report?.Take(news);
        report?.Flush();
        await using var keeping = await keeper.BeginAsync(cancellationToken);
        await keeping.SaveAsync(
            new Conclusions(news.Ends, news.Diagnoses, []), [], [.. news.Diagnoses.Select(d => Outgoing.Of(new DiagnosisConcluded(d)))], cancellationToken);
    }

    private TimeSpan Window()
    {
        var longest = rules.Rules.Select(r => r.Correlation.Within > r.Incident.Cooldown ? r.Correlation.Within : r.Incident.Cooldown).Max();
        return longest < LongestWindow ? longest : LongestWindow;
    }
}
