using System.Text.Json;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Spool;

/// <summary>Cuts the log tail of an event down to its last lines, where the spool has little room.</summary>
internal static class LogCut
{
    private const int Kept = 5;

    /// <summary>The event with at most the last five lines, and a word on what is missing then.</summary>
    public static DockerEvent Of(DockerEvent dockerEvent)
    {
        var index = dockerEvent.Evidence.ToList().FindIndex(e => e.Kind == EvidenceKinds.Logs && e.Data.ValueKind == JsonValueKind.Array && e.Data.GetArrayLength() > Kept);
        if (index < 0)
        {
            return dockerEvent;
        }

        var evidence = dockerEvent.Evidence.ToArray();
        var lines = evidence[index].Data.Deserialize(ContractsJson.Default.IReadOnlyListLogLine)!;
        evidence[index] = evidence[index] with { Data = JsonSerializer.SerializeToElement([.. lines.TakeLast(Kept)], ContractsJson.Default.IReadOnlyListLogLine) };
        return dockerEvent with
        {
            Evidence = evidence,
            Missing = [.. dockerEvent.Missing, new MissingEvidence(EvidenceKinds.Logs, $"the spool was almost full: only the last {Kept} lines were kept", "see why the broker is away, or raise Collector:SpoolMaxSize")],
        };
    }
}
