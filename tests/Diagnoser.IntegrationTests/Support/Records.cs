using System.Text.Json;
using Diagnoser.Contracts;

namespace Diagnoser.IntegrationTests.Support;

/// <summary>Lines of <c>--json</c> as the records that they are.</summary>
internal sealed record Records(IReadOnlyList<DockerEvent> Events, IReadOnlyList<Diagnosis> Diagnoses, IReadOnlyList<BlindWindow> BlindWindows)
{
    public static Records Parse(IEnumerable<string> lines)
    {
        var records = lines.Select(Read).ToList();
        return new Records([.. records.OfType<DockerEvent>()], [.. records.OfType<Diagnosis>()], [.. records.OfType<BlindWindow>()]);
    }

    /// <summary>One line; fails for anything that is not a record of the contract.</summary>
    public static object Read(string line)
    {
        using var json = JsonDocument.Parse(line);
        object? record = json.RootElement.GetProperty("record").GetString() switch
        {
            "event" => json.Deserialize(ContractsJson.Default.DockerEvent),
            "diagnosis" => json.Deserialize(ContractsJson.Default.Diagnosis),
            "incident" => json.Deserialize(ContractsJson.Default.Incident),
            "blindWindow" => json.Deserialize(ContractsJson.Default.BlindWindow),
            var other => throw new InvalidDataException($"a line of an unknown record '{other}': {line}"),
        };
        return record!;
    }

    /// <summary>What is shown in the end: the last word on each diagnosis, without the hidden ones.</summary>
    public IEnumerable<Diagnosis> Shown =>
        Diagnoses.GroupBy(d => d.Id).Select(g => g.Last()).Where(d => d.HiddenBy is null);

    public Records Of(string container) => new(
        [.. Events.Where(e => e.Subject.Name == container)],
        [.. Diagnoses.Where(d => d.Subject.Name == container)],
        BlindWindows);

    /// <summary>Judged ends of runs, the last word on each.</summary>
    public IEnumerable<DockerEvent> Ends => Events.Where(e => e.Exit is not null).GroupBy(e => e.Id).Select(g => g.Last());

    public override string ToString() => string.Join(
        '\n',
        [
            .. Events.Select(e => $"  event {e.Type} {e.Subject.Name} {e.Exit?.EndedBy}/{e.Exit?.Reason} {e.Exit?.Certainty}"),
            .. Diagnoses.Select(d => $"  diagnosis {d.Rule} {d.Subject.Name} {d.Severity} {d.Certainty} hidden by {d.HiddenBy ?? "none"}: {d.Summary}"),
            .. BlindWindows.Select(b => $"  blind {b.Source} {b.From:O} to {b.To:O}: {b.Reason}"),
        ]);
}
