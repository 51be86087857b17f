using Diagnoser.Collector.Health;
using Diagnoser.Collector.Tests.Support;

namespace Diagnoser.Collector.Tests.Health;

public sealed class HealthReportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("status").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_collector_that_speaks_is_well_also_while_its_broker_is_away()
    {
        var status = Status() with { BrokerTrouble = "RabbitMQ at rabbit:5672 cannot be reached", LostCritical = 2, LostRoutine = 5 };

        Assert.Equal(
            new HealthReport(true, "watching unix:///d.sock; broker: RabbitMQ at rabbit:5672 cannot be reached; 3 events wait (1.5MiB), 4 confirmed, 7 lost (2 critical, 0 evidence, 5 routine)"),
            Report(status, TimeSpan.FromSeconds(9)));
    }

    [Fact]
    public void One_that_is_silent_is_not() =>
        Assert.Equal(
            new HealthReport(false, "the collector (process 7) has been silent for 11s: it was killed or is stuck"), Report(Status(), TimeSpan.FromSeconds(11)));

    [Fact]
    public void One_that_cannot_keep_what_it_sees_is_not() =>
        Assert.Equal(
            new HealthReport(false, "the spool cannot be written: disk full; 3 events wait (1.5MiB), 4 confirmed"),
            Report(Status() with { SpoolTrouble = "the spool cannot be written: disk full" }, TimeSpan.Zero));

    [Fact]
    public void One_that_has_ended_is_not() =>
        Assert.Equal(new HealthReport(false, "the collector ended 2s ago"), Report(Status() with { HasEnded = true }, TimeSpan.FromSeconds(2)));

    [Fact]
    public void Where_none_has_run_that_is_said() =>
        Assert.Equal(new HealthReport(false, $"no collector has run with its data in {_folder}"), HealthReport.Of(StatusFile.Read(_folder), _folder, Some.Noon));

    [Fact]
    public void A_later_status_replaces_a_longer_one()
    {
        StatusFile.Write(_folder, Status() with { BrokerTrouble = new string('x', 500) });
        StatusFile.Write(_folder, Status());

        Assert.Equal(Status(), StatusFile.Read(_folder));
    }

    [Fact]
    public void A_damaged_status_is_none()
    {
        File.WriteAllText(Path.Combine(_folder, "status.json"), "{ half");

        Assert.Null(StatusFile.Read(_folder));
    }

    private static CollectorStatus Status() => new(Some.Noon, 7, "watching unix:///d.sock", 3, 4) { SpoolBytes = 3 << 19 };

    private HealthReport Report(CollectorStatus status, TimeSpan age) => HealthReport.Of(status, _folder, Some.Noon + age);
}
