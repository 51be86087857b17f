using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Diagnoser.Contracts;

namespace Diagnoser.Server.Cli.Rules.Fixtures;

/// <summary>One made-up name for each name, the same wherever it stands; made of numbers in the order in which names come, so that a fixture is the same each time.</summary>
internal sealed class Pseudonyms
{
    // 198.18.0.0/15 is kept for tests of networks (RFC 2544): no address in it is anybody's.
    private const int MostAddresses = 1 << 17;
    private const int ShortestId = 12;
    private const int IdLength = 64;

    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _ids = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>The made-up name for this one; of this kind if it is new.</summary>
    public string Of(string kind, string name)
    {
        if (!_names.TryGetValue(name, out var pseudonym))
        {
            _names[name] = pseudonym = $"{kind}-{Next(kind)}";
        }

        return pseudonym;
    }

    /// <summary>The made-up name for one that is known; else null.</summary>
    public string? Known(string name) => _names.GetValueOrDefault(name);

    /// <summary>Learns a name whose pseudonym is made of others.</summary>
    public void Learn(string name, string pseudonym) => _ = _names.TryAdd(name, pseudonym);

    /// <summary>The made-up id for a long one.</summary>
    public string OfId(string id)
    {
        if (!_ids.TryGetValue(id, out var pseudonym))
        {
            var number = Next("id").ToString(CultureInfo.InvariantCulture);

            // As long as the engine's own.
            _ids[id] = pseudonym = EventId.Of("fixture", "id", number) + EventId.Of("fixture", "id", number, "more");
        }

        return pseudonym;
    }

    /// <summary>The made-up id for a long or shortened one; null if this is none.</summary>
    public string? OfHexadecimal(string text)
    {
        if (text.Length is < ShortestId or > IdLength || !text.All(char.IsAsciiHexDigit) || text.All(char.IsAsciiDigit))
        {
            return null;
        }

        if (text.Length == IdLength)
        {
            return OfId(text);
        }

        var known = _ids.Keys.FirstOrDefault(k => k.StartsWith(text, StringComparison.OrdinalIgnoreCase));
        return OfId(known ?? text)[..text.Length];
    }

    /// <summary>The made-up address for one; null if this is none. What stands for any or this machine stays.</summary>
    public string? OfAddress(string text)
    {
        if (!(text.Contains(':', StringComparison.Ordinal) || text.Count(c => c == '.') == 3) || !IPAddress.TryParse(text, out var address))
        {
            return null;
        }

        if (IPAddress.IsLoopback(address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
        {
            return text;
        }

        if (!_names.TryGetValue(text, out var pseudonym))
        {
            var number = (uint)(Next("address") % MostAddresses);
            pseudonym = address.AddressFamily == AddressFamily.InterNetworkV6
                ? string.Create(CultureInfo.InvariantCulture, $"2001:db8::{number:x}")
                : string.Create(CultureInfo.InvariantCulture, $"198.{18 + (number >> 16)}.{(number >> 8) & 0xff}.{number & 0xff}");
            _names[text] = pseudonym;
        }

        return pseudonym;
    }

    private int Next(string kind) => _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
}
