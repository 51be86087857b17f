using Diagnoser.Engine.Topology;

namespace Diagnoser.Engine.Tests.Topology;

public sealed class PublishedPortTests
{
    [Theory]
    [InlineData("0.0.0.0:8080->80/tcp", "0.0.0.0", 8080, "tcp")]
    [InlineData("[::]:53->53/udp", "[::]", 53, "udp")]
    [InlineData("127.0.0.1:9000->9000", "127.0.0.1", 9000, "tcp")]
    [InlineData("8080", "", 8080, "tcp")]
    public void A_published_port_is_taken_apart(string text, string address, int number, string protocol) =>
        Assert.Equal(new PublishedPort(address, number, protocol), PublishedPort.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("80/tcp")]
    [InlineData("0.0.0.0:->80/tcp")]
    [InlineData("0.0.0.0:99999999999->80/tcp")]
    public void What_is_none_is_none(string text) => Assert.Null(PublishedPort.Parse(text));

    [Theory]
    [InlineData("driver failed programming external connectivity on endpoint udp-relay (5c1d): Bind for 0.0.0.0:8080 failed: port is already allocated", "0.0.0.0:8080/")]
    [InlineData("failed to bind port [::]:53/udp: listen udp6 [::]:53: bind: address already in use", "[::]:53/udp")]
    [InlineData("Error starting userland proxy: listen tcp4 127.0.0.1:5432: bind: address already in use", "127.0.0.1:5432/tcp")]
    [InlineData("no space left on device", null)]
    public void A_failed_start_says_what_it_wanted(string error, string? port) =>
        Assert.Equal(port, PublishedPort.Wanted(error, []).Select(p => $"{p.Address}:{p.Number}/{p.Protocol}").FirstOrDefault());

    [Theory]
    [InlineData("udp", "0.0.0.0:53->53/udp")]
    [InlineData("", "0.0.0.0:53->53/udp", "0.0.0.0:53->53/tcp")]
    [InlineData("", "0.0.0.0:54->53/udp")]
    public void What_the_words_do_not_say_the_containers_own_ports_may(string protocol, params string[] published) =>
        Assert.Equal(protocol, PublishedPort.Wanted("Bind for 0.0.0.0:53 failed: port is already allocated", [.. published.Select(p => PublishedPort.Parse(p)!.Value)]).Single().Protocol);

    [Fact]
    public void A_port_whose_protocol_is_not_known_excludes_either() =>
        Assert.True(new PublishedPort("0.0.0.0", 53, "").Excludes(new PublishedPort("127.0.0.1", 53, "udp")));

    [Theory]
    [InlineData("0.0.0.0:80->80/tcp", "127.0.0.1:80->80/tcp", true)]
    [InlineData("127.0.0.1:80->80/tcp", "127.0.0.2:80->80/tcp", false)]
    [InlineData("0.0.0.0:80->80/tcp", "0.0.0.0:80->80/udp", false)]
    [InlineData("0.0.0.0:80->80/tcp", "0.0.0.0:81->80/tcp", false)]
    [InlineData("[::]:80->80/tcp", "0.0.0.0:80->80/tcp", true)]
    public void Two_exclude_each_other_by_address_port_and_protocol(string one, string other, bool excludes) =>
        Assert.Equal((excludes, excludes), (PublishedPort.Parse(one)!.Value.Excludes(PublishedPort.Parse(other)!.Value), PublishedPort.Parse(other)!.Value.Excludes(PublishedPort.Parse(one)!.Value)));
}
