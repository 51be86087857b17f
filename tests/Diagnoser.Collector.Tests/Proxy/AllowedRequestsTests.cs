using Diagnoser.Collector.Proxy;

namespace Diagnoser.Collector.Tests.Proxy;

public sealed class AllowedRequestsTests
{
    [Theory]
    [MemberData(nameof(ProxyTargets.Allowed), MemberType = typeof(ProxyTargets))]
    public void What_a_collector_reads_passes(string target)
    {
        Assert.Null(AllowedRequests.Refusal("GET", target));
        Assert.Null(AllowedRequests.Refusal("HEAD", target));
    }

    [Theory]
    [MemberData(nameof(ProxyTargets.Forbidden), MemberType = typeof(ProxyTargets))]
    public void Everything_else_is_refused(string target) =>
        Assert.NotNull(AllowedRequests.Refusal("GET", target));

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
        foreach (var target in ProxyTargets.Allowed)
        {
            Assert.NotNull(AllowedRequests.Refusal(method, target));
        }
    }
}
