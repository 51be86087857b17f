using System.Text.RegularExpressions;
using Diagnoser.ArchitectureTests.Support;

namespace Diagnoser.ArchitectureTests;

/// <summary>No event leaves the collector but through the door that redacts it.</summary>
public sealed partial class RedactionTests
{
    private const string Collector = "src/Diagnoser.Collector/";

    // Who may know a sink: the outlet that redacts, those who make it or pass it on to it, and those who are one.
    private static readonly string[] KnowSinks =
    [
        "Publishing/IEventSink.cs", "Publishing/Outlet.cs", "Spool/SpoolSink.cs", "Cli/CollectorSession.cs", "HostCollector.cs", "Sources/HostWatch.cs",
    ];

    private static IEnumerable<string> Sources => Repository.Sources.Where(f => f.StartsWith(Collector, StringComparison.Ordinal));

    [Fact]
    public void Only_the_outlet_hands_events_to_a_sink() =>
        Findings.AssertNone(
            from file in Sources
            where Sink().IsMatch(Repository.Read(file)) && !KnowSinks.Contains(file[Collector.Length..])
            select $"{file}: publish through Outlet, which redacts");

    [Fact]
    public void Only_the_inspector_inspects_and_only_the_log_tail_reads_logs() =>
        Findings.AssertNone(
            from file in Sources
            from Match match in EngineText().Matches(Repository.Read(file))
            where Path.GetFileName(file) is not ("EngineClient.cs" or "EngineQueries.cs" or "Inspector.cs" or "LogTail.cs")
            select $"{file}: {match.Value} gives text that is not redacted; take Inspector or LogTail");

    [Fact]
    public void What_is_examined_and_what_is_read_from_a_recording_passes_the_same_door()
    {
        Assert.Contains("Select(door.Redact)", Repository.Read(Collector + "ContainerExaminer.cs"), StringComparison.Ordinal);
        Assert.Contains("redaction.Redact(AttributeMap.From(", Repository.Read(Collector + "Sources/Events/RawTraits.cs"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_redactor_uses_no_regular_expressions() =>
        Findings.AssertNone(Sources.Where(f => f.StartsWith(Collector + "Redaction/", StringComparison.Ordinal) && Repository.Read(f).Contains("Regex", StringComparison.Ordinal)));

    [GeneratedRegex(@"\bIEventSink\b")]
    private static partial Regex Sink();

    [GeneratedRegex(@"\.(?:InspectAsync|OpenLogsAsync)\(")]
    private static partial Regex EngineText();
}
