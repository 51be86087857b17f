using Diagnoser.Contracts;
using Diagnoser.Engine.Correlation;
using Diagnoser.Engine.Verdicts;

namespace Diagnoser.Engine.Rules.Testing;

/// <summary>The events of a test as the selections of rules see them: deaths with their last verdict, and the diagnoses of the other rules.</summary>
internal static class JudgedEvents
{
    public static IReadOnlyList<DockerEvent> Of(RuleTestResult result)
    {
        var options = new EngineOptions();
        var ledger = new RunLedger(new LedgerOptions { Settle = options.Settle, Disorder = options.Disorder });
        var released = new List<DockerEvent>();
        foreach (var dockerEvent in result.Test.Events)
        {
            ledger.Observe(dockerEvent, released);
        }

        ledger.Finish(released);
        var latest = new OrderedDictionary<string, DockerEvent>(StringComparer.Ordinal);
        foreach (var dockerEvent in released.Concat(result.Diagnoses.Select(DiagnosisEvent.Of)))
        {
            latest[dockerEvent.Id] = dockerEvent;
        }

        return [.. latest.Values];
    }
}
