using Diagnoser.Contracts;

namespace Diagnoser.IntegrationTests.Support;

/// <summary>What the tests ask of more than one scenario.</summary>
internal static class Expect
{
    /// <summary>
    /// Nothing above <c>info</c> is shown about this container but what these rules say, each once; and the servers behind a broker have
    /// concluded the same.
    /// </summary>
    public static async Task OnlyAsync(DockerHost host, string container, params IReadOnlyList<string> rules)
    {
        var up = await host.WatchAsync();
        await up.SettleAsync();
        var records = up.Records().Of(container);
        Assert.True(
            rules.Order(StringComparer.Ordinal).SequenceEqual(Loud(records).Select(d => d.Rule).Order(StringComparer.Ordinal)),
            $"expected only [{string.Join(", ", rules)}] about {container}; printed:\n{records}");
        await (await host.TwinAsync()).AgreesAsync(container, records);
    }

    public static IEnumerable<Diagnosis> Loud(Records records) => records.Shown.Where(d => d.Severity > Severity.Info);

    /// <summary>The end of this run is told with who ended it, and for certain if so asked.</summary>
    public static void EndedBy(EndedBy endedBy, string reason, DockerEvent end, Certainty? certainty = null)
    {
        var exit = end.Exit!;
        Assert.True(
            (exit.EndedBy, exit.Reason) == (endedBy, reason) && (certainty ?? exit.Certainty) == exit.Certainty,
            $"expected {endedBy}/{reason} {certainty}, got {exit.EndedBy}/{exit.Reason} {exit.Certainty} of {end.Subject.Name}:\n"
                + string.Join('\n', [.. exit.Facts, .. exit.Missing.Select(m => $"missing {m.What}: {m.Why}")]));
    }

    /// <summary>Some fix holds a command about this container; gives the command.</summary>
    public static Fix FixWith(Diagnosis diagnosis, params IReadOnlyList<string> parts) =>
        diagnosis.Fixes.FirstOrDefault(f => f.Command is { } command && parts.All(p => command.Contains(p, StringComparison.Ordinal)))
            ?? throw Xunit.Sdk.FailException.ForFailure(
                $"no fix of {diagnosis.Rule} holds {string.Join(" and ", parts)}:\n{string.Join('\n', diagnosis.Fixes.Select(f => f.Command ?? f.Title))}");

    /// <summary>What the diagnosis says, in one text.</summary>
    public static string Said(Diagnosis diagnosis) =>
        string.Join('\n', [diagnosis.Summary, diagnosis.Cause, .. diagnosis.Evidence.Select(e => $"{e.Source}: {e.Text}")]);
}
