using Diagnoser.Contracts;
using Diagnoser.Engine.Incidents;

namespace Diagnoser.Engine.Tests.Incidents;

public sealed class IncidentRecoveryTests
{
    private static readonly Incident Dead = Some.Incident(Some.Diagnosis("d1", 10));

    [Fact]
    public void A_container_that_runs_again_is_over_after_the_quiet_time()
    {
        DockerEvent[] life = [Some.Start(0), Some.Die(10), Some.Start(12)];

        Assert.Null(After(611, life));
        Assert.Equal("running since 12:00:12 without a return for 10 min", After(612, life));
    }

    [Fact]
    public void Events_may_come_in_any_order() =>
        Assert.NotNull(After(612, Some.Start(12), Some.Die(10), Some.Start(0)));

    [Fact]
    public void A_container_that_stays_dead_keeps_its_incident_open()
    {
        Assert.Null(After(100_000, Some.Start(0), Some.Die(10)));
        Assert.Null(After(100_000, Some.Start(0), Some.Die(10), Some.Event(EventTypes.ContainerStartFailed, 12)));
        Assert.Null(After(100_000, Some.Start(0), Some.Die(10), Some.Start(12), Some.Die(50, code: 0)));
    }

    [Fact]
    public void A_container_of_which_nothing_is_known_keeps_its_incident_open()
    {
        Assert.Null(After(100_000));
        Assert.Null(After(100_000, Some.Start(0, "other")));
        Assert.Null(After(100_000, Some.Event(EventTypes.ContainerCreate, 0)));
    }

    [Fact]
    public void Each_return_begins_the_quiet_time_anew()
    {
        DockerEvent[] life = [Some.Start(0), Some.Die(10), Some.Start(12), Some.Die(400), Some.Start(401)];

        Assert.Null(After(1000, life));
        Assert.Equal("running since 12:06:41 without a return for 10 min", After(1001, life));
    }

    [Fact]
    public void A_container_that_lived_on_is_over_when_nothing_came_for_the_quiet_time()
    {
        var seen = IncidentFold.Count(Some.Diagnosis("d9", 300), Dead)!.Incident;

        Assert.Null(IncidentRecovery.Of(seen, [Some.Start(0)], Some.At(899), IncidentRecovery.DefaultQuiet));
        Assert.Equal(
            "running since 12:00:00 without a return for 10 min",
            IncidentRecovery.Of(seen, [Some.Start(0)], Some.At(900), IncidentRecovery.DefaultQuiet));
    }

    [Fact]
    public void Unhealthy_stays_open_until_healthy()
    {
        DockerEvent[] sick = [Some.Start(0), Some.Health(10, "unhealthy")];

        Assert.Null(After(100_000, sick));
        Assert.Equal("healthy since 12:00:40 without a return for 10 min", After(640, [.. sick, Some.Health(40, "healthy")]));
    }

    [Fact]
    public void A_start_is_no_recovery_where_health_is_checked()
    {
        DockerEvent[] again = [Some.Start(0), Some.Health(10, "unhealthy"), Some.Die(20), Some.Start(21)];

        Assert.Null(After(100_000, again));
        Assert.NotNull(After(100_000, [.. again, Some.Health(50, "healthy")]));
    }

    [Fact]
    public void A_probe_that_ends_after_the_container_does_not_revive_it() =>
        Assert.Null(After(100_000, Some.Start(0), Some.Die(10), Some.Health(10.1, "healthy")));

    [Fact]
    public void A_paused_container_keeps_its_incident_open()
    {
        DockerEvent[] paused = [Some.Start(0), Some.Die(10), Some.Start(12), Some.Event(EventTypes.ContainerPause, 20)];

        Assert.Null(After(100_000, paused));
        Assert.NotNull(After(100_000, [.. paused, Some.Event(EventTypes.ContainerUnpause, 30)]));
    }

    [Fact]
    public void A_removed_container_is_over_after_the_quiet_time()
    {
        DockerEvent[] life = [Some.Start(0), Some.Die(10), Some.Destroy(15)];

        Assert.Null(After(614, life));
        Assert.Equal("the container was removed", After(615, life));
    }

    [Fact]
    public void A_failing_container_that_stands_in_keeps_the_incident_open()
    {
        DockerEvent[] removed = [Some.Start(0), Some.Die(10), Some.Destroy(15)];

        Assert.Null(After(100_000, [.. removed, Some.Start(16, "c2"), Some.Die(20, "c2")]));
        Assert.Null(After(100_000, [.. removed, Some.Event(EventTypes.ContainerStartFailed, 16, "c2")]));
        Assert.Null(After(100_000, [.. removed, Some.Start(16, "c2"), Some.Health(60, "unhealthy", "c2")]));
    }

    [Fact]
    public void A_running_container_that_stands_in_is_the_recovery()
    {
        DockerEvent[] replaced = [Some.Start(0), Some.Die(10), Some.Destroy(15), Some.Start(75, "c2")];

        Assert.Null(After(674, replaced));
        Assert.Equal("running since 12:01:15 without a return for 10 min", After(675, replaced));
        Assert.NotNull(After(675, replaced[2..]));
    }

    [Fact]
    public void A_job_of_the_service_that_ended_well_does_not_matter() =>
        Assert.NotNull(After(100_000, Some.Start(0), Some.Die(10), Some.Start(12), Some.Start(50, "job"), Some.Die(60, "job", 0)));

    [Fact]
    public void Containers_of_other_services_and_hosts_do_not_matter()
    {
        var otherService = Some.Start(50, "c2") with { Service = "db" };
        var otherHost = Some.Die(50, "c3") with { Host = new HostRef("h2", "web-2") };

        Assert.NotNull(After(100_000, Some.Start(0), Some.Die(10), Some.Start(12), otherService, Some.Die(60, "c2") with { Service = "db" }, otherHost));
    }

    [Fact]
    public void A_dead_container_of_a_symptom_keeps_the_incident_open()
    {
        var both = Some.Incident(Some.Diagnosis("d1", 10), Some.Diagnosis("d2", 11, container: "c2"));
        DockerEvent[] life = [Some.Start(0), Some.Die(10), Some.Start(12), Some.Start(0, "c2"), Some.Die(11, "c2")];

        Assert.Null(IncidentRecovery.Of(both, life, Some.At(100_000), IncidentRecovery.DefaultQuiet));
        Assert.NotNull(IncidentRecovery.Of(both, [.. life, Some.Start(13, "c2")], Some.At(100_000), IncidentRecovery.DefaultQuiet));
    }

    [Fact]
    public void What_is_over_is_not_over_again()
    {
        var over = IncidentFold.Resolve(Dead, "ann", "fixed", Some.At(60))!.Incident;

        Assert.Null(IncidentRecovery.Of(over, [Some.Start(0), Some.Die(10), Some.Start(12)], Some.At(100_000), IncidentRecovery.DefaultQuiet));
    }

    private static string? After(double seconds, params DockerEvent[] events) =>
        IncidentRecovery.Of(Dead, events, Some.At(seconds), IncidentRecovery.DefaultQuiet);
}
