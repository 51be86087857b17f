using System.Text.Json;
using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Redaction;
using Diagnoser.Collector.Tests.Support;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Tests.Evidence;

public sealed class TopologyAttributesTests
{
    [Fact]
    public void A_running_container_says_where_it_is_and_what_it_shares()
    {
        var found = Of("""
            "NetworkSettings": {
              "Networks": {
                "bridge": { "IPAddress": "172.17.0.2", "GlobalIPv6Address": "", "Aliases": null },
                "shop_back": { "IPAddress": "10.1.0.5", "GlobalIPv6Address": "fd00::5", "Aliases": ["db", "2cb58e3da436"], "DNSNames": ["shop-db-1", "db", "2cb58e3da436"] }
              },
              "Ports": { "5432/tcp": [{ "HostIp": "0.0.0.0", "HostPort": "15432" }, { "HostIp": "::", "HostPort": "15432" }], "9999/tcp": null }
            },
            "Mounts": [
              { "Type": "volume", "Name": "shop_data", "Source": "/var/lib/docker/volumes/shop_data/_data" },
              { "Type": "bind", "Source": "/srv/conf" },
              { "Type": "tmpfs", "Source": "" }
            ],
            """);

        Assert.Equal(["bridge", "shop_back"], found[AttributeNames.Networks].List);
        Assert.Equal(["bridge=172.17.0.2", "shop_back=10.1.0.5", "shop_back=fd00::5"], found[AttributeNames.Addresses].List);
        Assert.Equal(["api", "shop-db-1", "db"], found[AttributeNames.Aliases].List);
        Assert.Equal(["shop_data", "/srv/conf"], found[AttributeNames.Volumes].List);
        Assert.Equal(["0.0.0.0:15432->5432/tcp", "[::]:15432->5432/tcp"], found[AttributeNames.Ports].List);
        Assert.False(found[AttributeNames.CutAttributes].HasValue);
    }

    [Fact]
    public void No_name_leads_to_a_container_on_the_default_bridge() =>
        Assert.False(Of("""
            "NetworkSettings": { "Networks": { "bridge": { "IPAddress": "172.17.0.2", "Aliases": null } } },
            """)[AttributeNames.Aliases].HasValue);

    [Fact]
    public void A_container_that_does_not_run_names_the_ports_it_asks_for()
    {
        var found = Of("", running: false, """
            ,"PortBindings": { "80/tcp": [{ "HostIp": "", "HostPort": "8080" }, { "HostIp": "127.0.0.1", "HostPort": "0" }] }
            """);

        Assert.Equal(["0.0.0.0:8080->80/tcp"], found[AttributeNames.Ports].List);
    }

    [Theory]
    [InlineData("""{"com.docker.compose.depends_on":"db:service_healthy:false,redis:service_started:true"}""", "db redis")]
    [InlineData("""{"diagnoser.depends_on":"db, cache"}""", "db cache")]
    [InlineData("""{"diagnoser.depends-on":"db","com.docker.compose.depends_on":"db:service_started:false"}""", "db")]
    [InlineData("""{"com.docker.compose.depends_on":""}""", null)]
    public void Labels_say_what_it_depends_on(string labels, string? expected) =>
        Assert.Equal(expected, Of("", labels: labels)[AttributeNames.DependsOn].List is { } list ? string.Join(' ', list) : null);

    [Fact]
    public void A_Swarm_task_goes_by_the_name_of_its_service_too()
    {
        var found = Of("""
            "NetworkSettings": { "Networks": { "shop_default": { "IPAddress": "10.0.1.5" } } },
            """, labels: """{"com.docker.swarm.service.name":"shop_db","com.docker.stack.namespace":"shop"}""");

        Assert.Equal(["api", "shop_db", "db"], found[AttributeNames.Aliases].List);
    }

    [Fact]
    public void Long_lists_and_long_entries_are_cut_and_it_is_said()
    {
        var mounts = Enumerable.Range(0, 40).Select(i => $$"""{ "Type": "bind", "Source": "/srv/{{i}}" }""");
        var networks = $$"""{ "{{new string('n', 300)}}": {}, "short": {} }""";

        var found = Of($$"""
            "NetworkSettings": { "Networks": {{networks}} }, "Mounts": [{{string.Join(',', mounts)}}],
            """);

        Assert.Equal(32, found[AttributeNames.Volumes].List!.Count);
        Assert.Equal(["short"], found[AttributeNames.Networks].List);
        Assert.Equal([AttributeNames.Networks, AttributeNames.Volumes], found[AttributeNames.CutAttributes].List);
    }

    [Fact]
    public void They_come_with_every_event_that_has_inspect()
    {
        var snapshot = Snapshot("""
            "NetworkSettings": { "Networks": { "shop_back": { "IPAddress": "10.1.0.5" } } },
            """, running: true, "", "{}");

        var attributes = SnapshotAttributes.Of(snapshot, Some.Identity, new Redactor());

        Assert.Equal(["shop_back"], attributes[AttributeNames.Networks].List);
    }

    private static AttributeMap Of(string parts, bool running = true, string hostConfig = "", string labels = "{}") =>
        AttributeMap.From(TopologyAttributes.Of(Snapshot(parts, running, hostConfig, labels)));

    private static ContainerSnapshot Snapshot(string parts, bool running, string hostConfig, string labels)
    {
        var inspect = Some.Inspect(new() { Running = running, Started = Some.Noon }, labels, hostConfig: hostConfig).TrimStart();
        return new(new JsonRedaction(new Redactor()).Redact(JsonElement.Parse($"{{{parts}{inspect[1..]}")), Some.Noon);
    }
}
