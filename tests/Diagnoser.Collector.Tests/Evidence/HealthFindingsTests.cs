using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Tests.Support;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Tests.Evidence;

public sealed class HealthFindingsTests
{
    private const string Health = """
        ,"Health":{"Status":"unhealthy","FailingStreak":3,"Log":[
          {"Start":"2026-01-01T12:00:00Z","End":"2026-01-01T12:00:01Z","ExitCode":0,"Output":"ok"},
          {"Start":"2026-01-01T12:00:10.5Z","End":"2026-01-01T12:00:12Z","ExitCode":-1,"Output":"Health check exceeded timeout (5s)\n"}]}
        """;

    [Fact]
    public void The_last_probe_is_what_the_event_says()
    {
        var attributes = AttributeMap.From(HealthFindings.Attributes(Some.Snapshot(new Some.State { Running = true, Health = Health }), "unhealthy"));

        Assert.Equal("unhealthy", attributes[AttributeNames.HealthStatus].Text);
        Assert.Equal(-1L, attributes[AttributeNames.HealthExitCode]);
        Assert.Equal(3L, attributes[AttributeNames.HealthFailingStreak]);
        Assert.Equal("Health check exceeded timeout (5s)", attributes[AttributeNames.HealthOutput].Text);
        Assert.Equal(1.5, attributes[AttributeNames.HealthDuration]);
    }

    [Fact]
    public void Every_probe_the_engine_kept_is_evidence_oldest_first()
    {
        var probes = HealthFindings.Evidence(Some.Snapshot(new Some.State { Running = true, Health = Health })).ToList();

        Assert.Equal([0, -1], probes.Select(probe => probe.Data.GetProperty("exitCode").GetInt32()));
        Assert.All(probes, probe => Assert.Equal(EvidenceKinds.Probe, probe.Kind));
    }

    [Theory]
    [InlineData("CMD-SHELL", "curl -f http://localhost/ || exit 1", "curl")]
    [InlineData("CMD-SHELL", "PGPASSWORD=x exec /usr/bin/psql -c 1", "psql")]
    [InlineData("CMD", "/bin/check", "check")]
    public void Finds_the_program_behind_shell_and_assignments(string kind, string command, string program) =>
        Assert.Equal(program, HealthFindings.Program([kind, command]));

    [Fact]
    public void A_disabled_probe_has_no_program() => Assert.Null(HealthFindings.Program(["NONE"]));
}
