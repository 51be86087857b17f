using System.Text;
using Diagnoser.Collector.Sources.Measuring;

namespace Diagnoser.Collector.Tests.Sources.Measuring;

public sealed class SocketAddressTests
{
    [Theory]
    [InlineData("0100007F:1F90", "127.0.0.1:8080", true)]
    [InlineData("0501000A:1538", "10.0.1.5:5432", false)]
    [InlineData("00000000:0000", "0.0.0.0:0", false)]
    [InlineData("00000000000000000000000001000000:0050", "[::1]:80", true)]
    [InlineData("00000000000000000000000000000000:0050", "[::]:80", false)]
    [InlineData("0000000000000000FFFF00000501000A:1538", "10.0.1.5:5432", false)]
    [InlineData("B80D0120000000000000000001000000:01BB", "[2001:db8::1]:443", false)]
    public void Reads_the_kernels_form(string text, string expected, bool isLoopback)
    {
        Assert.True(SocketAddress.TryRead(Encoding.ASCII.GetBytes(text), out var address));
        Assert.Equal((expected, isLoopback), (address.ToString(), address.IsLoopback));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0100007F")]
    [InlineData("0100007F:")]
    [InlineData("0100007F:12345")]
    [InlineData("0100007:1F90")]
    [InlineData("0100007G:1F90")]
    [InlineData("0000000000000000000000000100000:0050")]
    public void Anything_else_is_no_address(string text) => Assert.False(SocketAddress.TryRead(Encoding.ASCII.GetBytes(text), out _));
}
