using Diagnoser.Collector.Evidence;

namespace Diagnoser.Collector.Tests.Evidence;

public sealed class PortHoldersTests
{
    [Theory]
    [InlineData("driver failed programming external connectivity on endpoint a (f44): Bind for 0.0.0.0:18080 failed: port is already allocated", 18080, "tcp")]
    [InlineData("Error starting userland proxy: listen tcp4 0.0.0.0:80: bind: address already in use", 80, "tcp")]
    [InlineData("Error starting userland proxy: listen udp 0.0.0.0:53: bind: address already in use", 53, "udp")]
    [InlineData("failed to bind host port for 0.0.0.0:8080:172.17.0.2:80/tcp: address already in use", 8080, "tcp")]
    [InlineData("failed to bind host port 0.0.0.0:8080/udp: address already in use", 8080, "udp")]
    [InlineData("failed to bind host port [::]:8443/tcp: address already in use", 8443, "tcp")]
    public void Reads_the_port_from_every_wording(string error, int port, string protocol) =>
        Assert.Equal((port, protocol), PortHolders.PortOf(error));

    [Fact]
    public void Another_error_has_no_port() => Assert.Null(PortHolders.PortOf("exec: \"nosuchcmd\": executable file not found in $PATH"));

    [Fact]
    public void Finds_listening_sockets_only()
    {
        const string table = """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0000000000000000 100 0 0 10 0
               1: 0100007F:1F90 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0000000000000000 20 4 30 10 -1
               2: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1 0000000000000000 100 0 0 10 0
            """;

        Assert.Equal(["4711"], PortHolders.Inodes(table, 8080, "tcp"));
    }
}
