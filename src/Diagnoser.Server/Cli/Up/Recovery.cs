using Diagnoser.Contracts;
using Diagnoser.Engine;
using Diagnoser.Engine.Rules;
using Diagnoser.Server.Bus;
using Diagnoser.Server.Cli.Output;
using Diagnoser.Server.Stores;

namespace Diagnoser.Server.Cli.Up;

/// <summary>
/// Brings an engine to where the last one stopped: the stored events of the longest window run through it again. What was concluded and
/// kept then is not said again; what was not (a crash came first) is said now.
/// </summary>
internal sealed class Recovery(IStore store, DiagnosisEngine engine, RuleSet rules, Report report)
{
    private const int EventLimit = 100_000;
    private static readonly TimeSpan LongestWindow = TimeSpan.FromHours(24);

    /// <summary>Gives the number of events that were run through.</summary>
    public int Run(DateTimeOffset now)
    {
        var events = store.EventsSince(now - Window(), EventLimit);
        var conclusions = new ConclusionList();
        foreach (var dockerEvent in events)
        {
            var output = engine.Process(dockerEvent);
            if (output.Ends.Count + output.Diagnoses.Count > 0)
            {
                var news = new EngineOutput([.. output.Ends.Where(IsNews)], [.. output.Diagnoses.Where(IsNews)]);
                report.Take(news);
                conclusions.Add(news);
            }
        }

        report.Flush();
        store.Save(conclusions.ToConclusions());
        return events.Count;
    }

    private TimeSpan Window()
    {
        var longest = rules.Rules.Select(r => r.Correlation.Within > r.Incident.Cooldown ? r.Correlation.Within : r.Incident.Cooldown).Max();
        return longest < LongestWindow ? longest : LongestWindow;
    }

    private bool IsNews(DockerEvent end) => store.FindEvent(end.Id)?.Exit is null;

    private bool IsNews(Diagnosis diagnosis) => store.FindDiagnosis(diagnosis.Id) is not { } kept || kept.HiddenBy != diagnosis.HiddenBy;
}
