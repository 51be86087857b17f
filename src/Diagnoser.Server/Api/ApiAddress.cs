using System.Net;
using System.Net.Sockets;

namespace Diagnoser.Server.Api;

/// <summary>Where the API is.</summary>
/// <param name="Listen">Where it listens: an IP address, a name of this machine, or <c>*</c> for all its addresses.</param>
/// <param name="Public">How people reach it, if that is another address.</param>
internal sealed record ApiAddress(Uri Listen, Uri? Public = null)
{
    private const string Everywhere = "*";

    /// <summary>Whether a process that cannot serve there should rather end.</summary>
    public bool IsEssential { get; init; }

    /// <summary>
    /// The sockets to listen on. A name is looked up here: the web server itself would listen on every address of the machine when it does not
    /// know one.
    /// </summary>
    /// <exception cref="SocketException">No address is known by that name.</exception>
    public async Task<IReadOnlyList<IPEndPoint>> EndPointsAsync(CancellationToken cancellationToken)
    {
        var host = Listen.Host.Trim('[', ']');
        var addresses = host switch
        {
            Everywhere or "+" => [IPAddress.IPv6Any],
            "localhost" => [IPAddress.Loopback],
            _ when IPAddress.TryParse(host, out var address) => [address],
            _ => await Dns.GetHostAddressesAsync(host, cancellationToken),
        };
        return [.. addresses.Distinct().Select(address => new IPEndPoint(address, Listen.Port))];
    }
}
