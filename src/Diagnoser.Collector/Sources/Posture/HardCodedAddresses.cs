using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Diagnoser.Collector.Endpoints;

namespace Diagnoser.Collector.Sources.Posture;

/// <summary>Addresses of other containers that somebody wrote down: they are others when those are made anew. Of a running container, for only then its networks' ranges are known.</summary>
internal static class HardCodedAddresses
{
    private const int MostWords = 256;

    public static IEnumerable<string> Of(JsonElement root)
    {
        var networks = (root.At("NetworkSettings", "Networks") is { ValueKind: JsonValueKind.Object } found ? found.EnumerateObject().Select(network => network.Value) : [])
            .Select(network => (Address: network.Text("IPAddress") ?? "", Prefix: (int)(network.Integer("IPPrefixLen") ?? 0), Gateway: network.Text("Gateway") ?? ""))
            .Where(network => network.Prefix is > 0 and < 32 && IPAddress.TryParse(network.Address, out var own) && own.AddressFamily == AddressFamily.InterNetwork)
            .ToList();
        if (networks.Count == 0)
        {
            return [];
        }

        var hosts = root.Texts("HostConfig", "ExtraHosts").Select(entry => (Place: "extra_hosts", Text: entry.Contains(':', StringComparison.Ordinal) ? entry[(entry.IndexOf(':', StringComparison.Ordinal) + 1)..] : ""));
        var words = root.Texts("Args").Take(MostWords).SelectMany(Addresses).Select(text => (Place: "command", Text: text));
        return hosts.Concat(words)
            .Where(entry => networks.Exists(network => entry.Text != network.Address && entry.Text != network.Gateway && IsIn(entry.Text, network.Address, network.Prefix)))
            .Select(entry => $"{entry.Text} ({entry.Place})");
    }

    private static IEnumerable<string> Addresses(string word)
    {
        var start = 0;
        for (var i = 0; i <= word.Length; i++)
        {
            if (i < word.Length && (char.IsAsciiLetterOrDigit(word[i]) || word[i] == '.'))
            {
                continue;
            }

            // The shortest is 0.0.0.0, the longest has 15 letters.
            if (i - start is >= 7 and <= 15)
            {
                yield return word[start..i];
            }

            start = i + 1;
        }
    }

    private static bool IsIn(string text, string own, int prefix)
    {
        if (text.Count(letter => letter == '.') != 3 || !IPAddress.TryParse(text, out var address) || address.AddressFamily != AddressFamily.InterNetwork)
        {
            return false;
        }

        var mask = uint.MaxValue << (32 - prefix);
        return ((Number(address) ^ Number(IPAddress.Parse(own))) & mask) == 0 && (Number(address) & ~mask) != 0;
    }

    private static uint Number(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[4];
        return address.TryWriteBytes(bytes, out _) ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : 0;
    }
}
