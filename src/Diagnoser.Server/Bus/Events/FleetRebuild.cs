using System.Globalization;
using Diagnoser.Contracts;
using Diagnoser.Engine;
using Diagnoser.Engine.Correlation;
using Diagnoser.Engine.Rules;
using Diagnoser.Server.Stores;

namespace Diagnoser.Server.Bus.Events;

/// <summary>
/// Brings the rules that see the fleet to where they stopped: told what was given out of them, they take again what they took, in the same
/// order, and look at the clock where it made something known. So what they make of it is kept already.
/// </summary>
internal sealed class FleetRebuild(IStore store, RuleSet rules, FleetEngine engine, FleetPipeline pipeline)
{
    private const int RowLimit = 100_000;
    private const int DiagnosisLimit = 100_000;
    private static readonly TimeSpan LongestReach = TimeSpan.FromHours(24);
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(15);

    // Who depends on whom is told when a container is made, and holds for as long as it lives.
    private static readonly TimeSpan TopologyKept = TimeSpan.FromDays(7);

    private readonly TimeSpan _reach = (rules.Reach < LongestReach ? rules.Reach : LongestReach) + Margin;

    /// <summary>Runs what was taken through again; gives its number.</summary>
    public async Task<int> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var from = now - _reach;
        var history = await store.FleetHistoryAsync(from, RowLimit, cancellationToken);
        engine.Resume(await GivenAsync(now, cancellationToken), from);
        var words = new Dictionary<string, Diagnosis>(StringComparer.Ordinal);
        foreach (var row in history)
        {
            Process(row, from, words);
        }

        Note(engine.Resumed(), words);

        var known = (await store.FindDiagnosesAsync(words.Keys, cancellationToken)).ToDictionary(d => d.Id, StringComparer.Ordinal);
        List<Diagnosis> unsaid = [.. words.Values.Where(d => known.TryGetValue(d.Id, out var kept) ? !DiagnosisWords.AreSame(kept, d) : !DiagnosisWords.IsTakenBack(d))];
        if (unsaid.Count > 0)
        {
            var news = new ConclusionList();
            news.Add(new EngineOutput([], unsaid));
            await pipeline.KeepAsync(news, cancellationToken);
        }

        return history.Count;
    }

    /// <summary>Forgets what no rebuild needs any more.</summary>
    public async Task ForgetAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var transaction = await store.BeginAsync(cancellationToken);
        await transaction.ForgetFleetAsync(now - _reach - Margin, now - TopologyKept, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<IReadOnlyList<Diagnosis>> GivenAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var kept = await store.DiagnosesAsync(new DiagnosisQuery { From = now - LongestReach - Margin, Limit = DiagnosisLimit }, cancellationToken);
        return [.. kept.Where(d => rules.Find(d.Rule) is { Scope: RuleScope.Fleet })];
    }

    // It was set aside when it came; here it must only not stop the others.
    private void Process(FleetRow row, DateTimeOffset from, Dictionary<string, Diagnosis> words)
    {
        try
        {
            if (row.Kind == FleetRow.Clock)
            {
                Note(engine.Advance(DateTimeOffset.Parse(row.Body, CultureInfo.InvariantCulture)), words);
                return;
            }

            var input = FleetPipeline.Read(row);
            if (input.Time < from)
            {
                engine.Learn(input.Event!);
                return;
            }

            // What a host said after it is newer than what the fleet made of it.
            _ = input.Diagnosis is { } heard && words.Remove(heard.Id);
            Note(engine.Process(input), words);
        }
#pragma warning disable CA1031 // because one record that a rule cannot bear must not keep the fleet's rules from ever starting again
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    private static void Note(EngineOutput output, Dictionary<string, Diagnosis> words)
    {
        foreach (var diagnosis in output.Diagnoses)
        {
            words[diagnosis.Id] = diagnosis;
        }
    }
}
