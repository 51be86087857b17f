using Diagnoser.Collector.Proxy;
using Diagnoser.Collector.Tests.Support;

namespace Diagnoser.Collector.Tests.Proxy;

public sealed class AllowedRequestsTests
{
    private const string Id = Some.Id;

    public static TheoryData<string> Allowed =>
    [
        "/_ping",
        "/v1.45/_ping",
        "/version",
        "/info",
        "/v1.24/info",
        "/events?since=1.000000000&filters=%7B%22type%22%3A%5B%22container%22%5D%7D",
        "/system/df",
        "/containers/json?all=1",
        $"/v1.51/containers/{Id}/json",
        $"/containers/{Id[..12]}/json",
        $"/containers/{Id}/logs?stdout=1&stderr=1&timestamps=1&tail=50",
        "/images/json",
        "/images/ghcr.io/shop/api:2/json",
        "/images/sha256:0123/json",
        "/networks",
        $"/networks/{Id}",
        "/volumes",
        "/volumes/shop_data",
        "/services",
        "/tasks?filters=%7B%7D",
        "/nodes/abc123",
    ];

    public static TheoryData<string> Forbidden =>
    [
        // Any file of any container.
        $"/containers/{Id}/archive?path=/etc/shadow",
        $"/containers/{Id}/export",
        $"/v1.45/containers/{Id}/archive",
        $"/containers/{Id}/changes",
        $"/containers/{Id}/attach/ws",
        $"/containers/{Id}/attach",
        $"/containers/{Id}/exec",
        $"/containers/{Id}/top",
        $"/containers/{Id}/stats",
        $"/containers/{Id}",
        "/exec/abc/json",
        "/images/nginx/get",
        "/images/get?names=nginx",
        "/images/search?term=x",
        "/images/nginx/history",
        "/distribution/nginx/json",
        "/secrets",
        "/secrets/abc",
        "/configs",
        "/configs/abc",
        "/swarm",
        "/swarm/unlockkey",
        "/plugins",
        "/session",
        "/grpc",
        "/build",
        "/build/cache",
        "/auth",
        "/commit",
        "/metrics",
        "/debug/pprof/heap",
        "/debug/vars",
        "/services/abc/logs",
        "/tasks/abc/logs",
        "/volumes/shop/data",
        "/",
        "",
        "/containers",
        "/v1.45",
        // Names may hold what ids cannot.
        "/containers/api/json",
        "/containers/0123456789ab0/../x/json",
        $"/containers/{Id}0/json",
        "/containers/0123456789a/json",
        // Written so that the engine and a list might read different things.
        $"/containers/{Id}/json/../archive",
        $"/containers/{Id}/./json",
        $"/containers/{Id}/%61rchive",
        $"/containers/{Id}/archive%3Fx/json",
        $"/containers/{Id}%2fjson",
        $"/containers//{Id}/json",
        $"//containers/{Id}/json",
        $"/containers/{Id}/json/",
        $"/CONTAINERS/{Id}/json",
        $"/containers/{Id.ToUpperInvariant()}/json",
        $"/containers/{Id}/JSON",
        $"/containers/{Id}/json;x=/archive",
        $"/containers/{Id}/json#/archive",
        $"/containers/{Id}/json\\..\\archive",
        $"/containers/{Id}/json?x=\r\nDELETE",
        $"/containers/{Id}/json?x= HTTP/1.1",
        $"/containers/{Id}/js\0on",
        $"/containers/{Id}/jsoń",
        "/images/../containers/x/json",
        "/images/..%2fcontainers/x/json",
        "/v1.45/v1.45/info",
        "/v2.0/info",
        "/v1.456/info",
        "http://docker/info",
        "docker:80",
        "*",
        "/info?" + "aaaaaaaaaaaaaaaa",
    ];

    [Theory]
    [MemberData(nameof(Allowed))]
    public void What_a_collector_reads_passes(string target)
    {
        Assert.Null(AllowedRequests.Refusal("GET", target));
        Assert.Null(AllowedRequests.Refusal("HEAD", target));
    }

    [Theory]
    [MemberData(nameof(Forbidden))]
    public void Everything_else_is_refused(string target) =>
        Assert.NotNull(AllowedRequests.Refusal("GET", target.EndsWith("aaaa", StringComparison.Ordinal) ? target + new string('a', 4096) : target));

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    [InlineData("OPTIONS")]
    [InlineData("CONNECT")]
    [InlineData("get")]
    [InlineData("")]
    public void Nothing_but_reading_passes(string method)
    {
        foreach (var target in Allowed)
        {
            Assert.NotNull(AllowedRequests.Refusal(method, target));
        }
    }
}
