using System.Globalization;
using System.Net;
using Diagnoser.Contracts;
using Diagnoser.Engine.Rules.Reading;
using Diagnoser.Engine.Topology;

namespace Diagnoser.Engine.Rules.Testing;

/// <summary>Where a container of a test stands among the others: its published ports, and what its events say of it.</summary>
internal sealed record TestPlace(IReadOnlyList<PublishedPort> Ports, IReadOnlyList<KeyValuePair<string, AttributeValue>> Facts);

/// <summary>Reads the networks, addresses, names, volumes, ports and dependencies of a container of <c>given</c>.</summary>
internal sealed class PlaceReader(FindingLog log)
{
    private const string DefaultNetwork = "bridge";

    public TestPlace Read(MapReader map)
    {
        var networks = Texts(map, "networks", "[front, back]");
        var ports = map.Scalars("ports", "[\"0.0.0.0:8080->80/tcp\"]").Select(p => Port(p, map.Path("ports"))).OfType<(PublishedPort Port, string Text)>().ToList();
        return new TestPlace([.. ports.Select(p => p.Port)],
        [
            Fact(AttributeNames.Networks, networks),
            Fact(AttributeNames.Addresses, Addresses(map, networks)),
            Fact(AttributeNames.Aliases, Texts(map, "aliases", "[db]")),
            Fact(AttributeNames.Volumes, Texts(map, "volumes", "[shop_data]")),
            Fact(AttributeNames.Ports, [.. ports.Select(p => p.Text)]),
            Fact(AttributeNames.DependsOn, Texts(map, "depends_on", "[db]")),
            Fact(AttributeNames.TalksTo, Peers(map)),
        ]);
    }

    private static KeyValuePair<string, AttributeValue> Fact(string name, IReadOnlyList<string> list) =>
        new(name, list.Count > 0 ? AttributeValue.FromList(list) : default);

    private static IReadOnlyList<string> Texts(MapReader map, string key, string shape) => [.. map.Scalars(key, shape).Select(s => s.Text)];

    private IReadOnlyList<string> Addresses(MapReader map, IReadOnlyList<string> networks)
    {
        if (map.Scalar("address") is not { } address)
        {
            return [];
        }

        if (!IPAddress.TryParse(address.Text, out _))
        {
            log.Error(address, map.Path("address"), $"'{MapReader.Short(address.Text)}' is not an address such as 10.0.1.5");
        }

        return [$"{networks.FirstOrDefault(DefaultNetwork)}={address.Text}"];
    }

    private IReadOnlyList<string> Peers(MapReader map)
    {
        var peers = map.Scalars("talks_to", "[\"10.0.1.5:5432\"]");
        foreach (var peer in peers.Where(p => !IPEndPoint.TryParse(p.Text, out var end) || end.Port == 0))
        {
            log.Error(peer, map.Path("talks_to"), $"'{MapReader.Short(peer.Text)}' is not an address and port such as 10.0.1.5:5432");
        }

        return [.. peers.Select(p => p.Text)];
    }

    // 0.0.0.0:8080->80/tcp, 8080:80 or 8080
    private (PublishedPort Port, string Text)? Port(ScalarNode node, string path)
    {
        var isWhole = node.Text.Contains("->", StringComparison.Ordinal);
        var parts = node.Text.Split("->")[0].Split(':');
        if (int.TryParse(isWhole ? parts[^1] : parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536)
        {
            var text = isWhole ? node.Text : $"0.0.0.0:{parts[0]}->{parts[^1]}/tcp";
            return (PublishedPort.Parse(text)!.Value, text);
        }

        log.Error(node, path, $"'{MapReader.Short(node.Text)}' is not a published port such as 0.0.0.0:8080->80/tcp");
        return null;
    }
}
