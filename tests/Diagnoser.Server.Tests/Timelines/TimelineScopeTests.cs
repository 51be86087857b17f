using Diagnoser.Contracts;
using Diagnoser.Server.Tests.Support;
using Diagnoser.Server.Timelines;

namespace Diagnoser.Server.Tests.Timelines;

public sealed class TimelineScopeTests
{
    [Fact]
    public void An_incident_of_a_stack_is_told_with_the_whole_stack() =>
        Assert.Equal([new TimelineScope { Stack = "shop" }], TimelineScope.Of(Kept.Incident(Kept.Shop, "shop", Kept.Web3, Some.Noon)));

    [Fact]
    public void Without_a_stack_the_service_counts_and_without_a_service_the_container_each_on_its_host()
    {
        var incident = Kept.Incident(Kept.Shop, "shop", Kept.Web3, Some.Noon);
        var ofService = incident with { Root = incident.Root with { Stack = null } };
        var ofContainer = incident with { Root = incident.Root with { Stack = null, Service = null } };

        Assert.Equal([new TimelineScope { HostId = "h1", Service = "db" }], TimelineScope.Of(ofService));
        Assert.Equal([new TimelineScope { HostId = "h1", ContainerId = incident.Root.Subject.Id }], TimelineScope.Of(ofContainer));
    }

    [Fact]
    public void Where_symptoms_were_counts_as_well_and_every_place_once()
    {
        var incident = Kept.Incident(Kept.Shop, "shop", Kept.Web3, Some.Noon);
        var there = new Symptom("d2", Some.Noon, "r", Severity.Warning, Kept.Web4, new Subject(Subject.Container, "c9", "x"), "s", "b");

        var scopes = TimelineScope.Of(incident with { Symptoms = [there with { Stack = "shop" }, there with { Service = "cron" }, there] });

        Assert.Equal(
            [new TimelineScope { Stack = "shop" }, new TimelineScope { HostId = "h2", Service = "cron" }, new TimelineScope { HostId = "h2", ContainerId = "c9" }],
            scopes);
    }
}
