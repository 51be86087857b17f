using System.Net;
using System.Net.NetworkInformation;

namespace Diagnoser.Collector.Endpoints;

/// <summary>The addresses of this machine.</summary>
internal static class HostAddresses
{
    public static bool Contains(string host) =>
        IPAddress.TryParse(host, out var address)
        && NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Any(own => own.Address.Equals(address));
}
