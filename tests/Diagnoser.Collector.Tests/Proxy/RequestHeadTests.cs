using Diagnoser.Collector.Proxy;
using Diagnoser.Collector.Tests.Support;

namespace Diagnoser.Collector.Tests.Proxy;

public sealed class RequestHeadTests
{
    [Fact]
    public void A_plain_request_is_read() =>
        Assert.Equal(new RequestHead("GET", "/info"), RequestHead.Parse(Some.Bytes("GET /info HTTP/1.1\r\nHost: docker\r\nContent-Length: 0\r\n\r\n"), out _));

    [Theory]
    [InlineData("GET /info HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n")]
    [InlineData("GET /info HTTP/1.1\r\nTransfer-Encoding : chunked\r\n\r\n")]
    [InlineData("GET /info HTTP/1.1\r\nContent-Length: 5\r\n\r\n")]
    [InlineData("GET /info HTTP/1.1\r\nContent-Length: 0\r\nContent-Length: 44\r\n\r\n")]
    [InlineData("GET /info HTTP/1.1\r\nUpgrade: tcp\r\n\r\n")]
    [InlineData("GET /info HTTP/1.1\r\nEXPECT: 100-continue\r\n\r\n")]
    [InlineData("GET /info HTTP/1.1\nHost: docker\n\r\n\r\n")]
    [InlineData("GET /info HTTP/1.1\r\nno header\r\n\r\n")]
    [InlineData("GET /info HTTP/1.1\r\n: no name\r\n\r\n")]
    [InlineData("GET /info HTTP/1.1\r\n folded: x\r\n\r\n")]
    [InlineData("GET /info HTTP/1.0\r\n\r\n")]
    [InlineData("GET /info\r\n\r\n")]
    [InlineData("GET  /info HTTP/1.1\r\n\r\n")]
    [InlineData(" /info HTTP/1.1\r\n\r\n")]
    [InlineData("GET /info HTTP/1.1\r\nX: \u0001\r\n\r\n")]
    [InlineData("GET /info HTTP/1.1\r\nX: \u00e9\r\n\r\n")]
    public void What_could_be_read_in_two_ways_is_not_read(string head)
    {
        Assert.Null(RequestHead.Parse(Some.Bytes(head), out var problem));
        Assert.NotEmpty(problem);
    }
}
