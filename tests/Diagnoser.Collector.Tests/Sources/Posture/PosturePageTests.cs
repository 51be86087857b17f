using Diagnoser.Collector.Sources.Posture;

namespace Diagnoser.Collector.Tests.Sources.Posture;

public sealed class PosturePageTests
{
    [Fact]
    public void The_page_of_findings_has_every_check_with_its_code_and_what_is_wanted()
    {
        var rows = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Approved", "posture.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal));
        var checks = ContainerPosture.Table.Concat(DaemonChecks.All.Select(check => (check.Name, check.Code, check.Wanted)));

        Assert.Equal(
            checks.Select(check => $"`{check.Name}` {check.Code} {check.Wanted}"),
            rows.Select(row => row.Trim('|', ' ').Split(" | ")).Select(cells => $"{cells[0]} {cells[1]} {cells[^1]}"));
    }
}
