using Diagnoser.Engine.Correlation;
using Diagnoser.Engine.Rules;
using Diagnoser.Server.Stores;

namespace Diagnoser.Server.Cli.Rules.Backtests;

/// <summary>Reads from the store what a rule did say, in shadow or aloud, beside what the others said.</summary>
internal static class ShadowReading
{
    /// <summary>Of each of these rules.</summary>
    public static async Task<IReadOnlyList<BacktestSummary>> OfAsync(
        IStore store, IReadOnlyCollection<Rule> rules, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var said = new FiringLog(from);
        await foreach (var diagnosis in DiagnosisPages.ReadAsync(store, new DiagnosisQuery { From = from, To = to }, cancellationToken))
        {
            said.Take(diagnosis);
        }

        var all = said.Standing;
        return [.. rules.Select(rule => Of(rule, from, to, all) with { LeftOut = said.LeftOut })];
    }

    private static BacktestSummary Of(Rule rule, DateTimeOffset from, DateTimeOffset to, IReadOnlyList<Firing> all)
    {
        var shown = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        return BacktestSummary.Of(
            rule.Id, from, to, [.. all.Select(f => f.Rule == rule.Id ? Aloud(f, rule, shown) : f)], [.. all.Where(f => f.Rule != rule.Id)]);
    }

    // What only its rule's status hides would be shown, or repeat what was.
    private static Firing Aloud(Firing firing, Rule rule, Dictionary<string, DateTimeOffset> shown)
    {
        if (firing.HiddenBy is not (null or HiddenBy.Experimental))
        {
            return firing;
        }

        var key = firing.IncidentKey ?? firing.Id;
        if (firing.HiddenBy is not null && shown.TryGetValue(key, out var last) && firing.Time - last < rule.Incident.Cooldown)
        {
            return firing with { HiddenBy = rule.Id };
        }

        shown[key] = firing.Time;
        return firing with { HiddenBy = null };
    }
}
