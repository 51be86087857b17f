using System.Globalization;
using System.Text.RegularExpressions;

namespace Diagnoser.Engine.Topology;

/// <summary>A port of the host that a container takes while it runs.</summary>
/// <param name="Address">The address; <c>0.0.0.0</c> or <c>[::]</c> for all of them.</param>
/// <param name="Number">The port of the host.</param>
/// <param name="Protocol"><c>tcp</c>, <c>udp</c> or <c>sctp</c>; empty if it is not known.</param>
internal readonly partial record struct PublishedPort(string Address, int Number, string Protocol)
{
    private const string Tcp = "tcp";

    /// <summary>Reads one such as <c>0.0.0.0:8080->80/tcp</c>; null if it is none.</summary>
    public static PublishedPort? Parse(string text)
    {
        var outside = Outside(text);
        var colon = outside.LastIndexOf(':');
        return int.TryParse(outside.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new PublishedPort(colon < 0 ? "" : outside[..colon], number, ProtocolOf(text))
            : null;
    }

    /// <summary>The address and port on the host: <c>0.0.0.0:8080</c>.</summary>
    public static string Outside(string port) => port.Split("->")[0];

    /// <summary>The ports that a failed start wanted, by the engine's words: <c>Bind for 0.0.0.0:8080 failed</c>, <c>listen udp4 127.0.0.1:53: bind</c>.</summary>
    /// <param name="error">The engine's words.</param>
    /// <param name="published">What the container that failed publishes: its protocol is that of the port, where the words name none.</param>
    public static IEnumerable<PublishedPort> Wanted(string error, IReadOnlyList<PublishedPort> published)
    {
        // The engine names the protocol where the system refused; where its own allocator did, it says none.
        var protocol = NamedProtocol().Match(error) is { Success: true } named ? named.Groups[1].Value : "";
        foreach (Match match in AddressAndPort().Matches(error))
        {
            var number = int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture);
            var protocols = published.Where(p => p.Number == number).Select(p => p.Protocol).Distinct().ToList();
            yield return new PublishedPort(match.Groups[1].Value, number, protocol.Length == 0 && protocols.Count == 1 ? protocols[0] : protocol);
        }
    }

    /// <summary>True if both cannot be taken at once, as far as is known.</summary>
    public bool Excludes(PublishedPort other) =>
        Number == other.Number && (Protocol == other.Protocol || Protocol.Length == 0 || other.Protocol.Length == 0) && (Address == other.Address || IsAny(Address) || IsAny(other.Address));

    private static bool IsAny(string address) => address is "0.0.0.0" or "[::]" or "::" or "";

    private static string ProtocolOf(string text)
    {
        var slash = text.LastIndexOf('/');
        return slash < 0 ? Tcp : text[(slash + 1)..];
    }

    // Not just anywhere: the words hold the container's name too.
    [GeneratedRegex(@"(?:\blisten |\d/)(tcp|udp|sctp)", RegexOptions.CultureInvariant)]
    private static partial Regex NamedProtocol();

    [GeneratedRegex(@"(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[[0-9a-f:]*\]):(\d{1,5})\b", RegexOptions.CultureInvariant)]
    private static partial Regex AddressAndPort();
}
