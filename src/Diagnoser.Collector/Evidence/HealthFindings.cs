using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Diagnoser.Collector.Endpoints;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Evidence;

/// <summary>Reads what the health probes of a container said.</summary>
internal static class HealthFindings
{
    private static readonly SearchValues<char> VariableLetters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    private const int Probes = 5;
    private const double Nanosecond = 1e-9;
    private const double DefaultSeconds = 30;
    private const int DefaultRetries = 3;

    public static IEnumerable<KeyValuePair<string, AttributeValue>> Attributes(ContainerSnapshot snapshot, string status)
    {
        var root = snapshot.Root;
        var test = root.Texts("Config", "Healthcheck", "Test");
        yield return new(AttributeNames.HealthStatus, SnapshotAttributes.Text(status));
        yield return new(AttributeNames.HealthFailingStreak, root.Integer("State", "Health", "FailingStreak") is { } streak ? streak : default(AttributeValue));
        yield return new(AttributeNames.HealthCommand, SnapshotAttributes.Text(string.Join(' ', test.Skip(1))));
        yield return new(AttributeNames.HealthProgram, SnapshotAttributes.Text(Program(test)));
        yield return new(AttributeNames.HealthTimeout, Seconds(root, "Timeout"));
        yield return new(AttributeNames.HealthInterval, Seconds(root, "Interval"));
        yield return new(AttributeNames.HealthRetries, root.Integer("Config", "Healthcheck", "Retries") is > 0 and { } retries ? retries : DefaultRetries);
        if (root.Items("State", "Health", "Log").LastOrDefault() is { ValueKind: JsonValueKind.Object } last)
        {
            var probe = Probe(last);
            yield return new(AttributeNames.HealthExitCode, probe.ExitCode);
            yield return new(AttributeNames.HealthOutput, SnapshotAttributes.Text(probe.Output.Trim()));
            yield return new(AttributeNames.HealthDuration, Math.Max(0, (probe.End - probe.Start).TotalSeconds));
        }
    }

    /// <summary>The last probes, oldest first.</summary>
    public static IEnumerable<Contracts.Evidence> Evidence(ContainerSnapshot snapshot) =>
        snapshot.Root.Items("State", "Health", "Log").TakeLast(Probes).Select(entry =>
        {
            var probe = Probe(entry);
            return new Contracts.Evidence(EvidenceKinds.Probe, probe.End, JsonSerializer.SerializeToElement(probe, ContractsJson.Default.ProbeResult));
        });

    /// <summary>The program that a probe runs; assignments, <c>exec</c> and paths in front of it are skipped.</summary>
    internal static string? Program(IReadOnlyList<string> test)
    {
        if (test.Count < 2)
        {
            return null;
        }

        var words = test[0] == "CMD-SHELL" ? test[1].Split([' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries) : [test[1]];
        var program = words.FirstOrDefault(word => word is not ("exec" or "!" or "(" or "{") && !IsAssignment(word));
        return program?.TrimStart('(').Trim('"', '\'', ';').Split('/')[^1];
    }

    private static bool IsAssignment(string word)
    {
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 && word.AsSpan(0, equals).IndexOfAnyExcept(VariableLetters) < 0;
    }

    private static ProbeResult Probe(JsonElement entry) => new(
        entry.Time("Start") ?? default,
        entry.Time("End") ?? default,
        int.TryParse(entry.Integer("ExitCode")?.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture, out var code) ? code : 0,
        entry.Text("Output") ?? "");

    private static double Seconds(JsonElement root, string field) =>
        root.Integer("Config", "Healthcheck", field) is > 0 and { } nanoseconds ? nanoseconds * Nanosecond : DefaultSeconds;
}
