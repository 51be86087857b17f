using System.Text.Json;
using Diagnoser.Collector.Endpoints;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Evidence;

/// <summary>What a container is on, shares, offers and depends on, as inspect and its labels say. Lists are cut, and it is said which.</summary>
internal static class TopologyAttributes
{
    private const int MaxEntries = 32;
    private const int MaxLength = 255;
    private const int ShortId = 12;
    private const string ComposeDependsOn = "com.docker.compose.depends_on";
    private const string SwarmService = "com.docker.swarm.service.name";
    private const string SwarmStack = "com.docker.stack.namespace";

    // The second spelling is what people try first.
    private static readonly string[] OwnDependsOn = ["diagnoser.depends_on", "diagnoser.depends-on"];

    public static IEnumerable<KeyValuePair<string, AttributeValue>> Of(ContainerSnapshot snapshot)
    {
        var networks = Networks(snapshot.Root).ToList();
        return Cut(
        [
            (AttributeNames.Networks, networks.Select(n => n.Name)),
            (AttributeNames.Addresses, networks.SelectMany(Addresses)),
            (AttributeNames.Aliases, Aliases(snapshot, networks)),
            (AttributeNames.Volumes, Volumes(snapshot.Root)),
            (AttributeNames.Ports, Ports(snapshot)),
            (AttributeNames.DependsOn, DependsOn(snapshot.Labels)),
        ]);
    }

    /// <summary>What can be said of a container of which only the labels are known.</summary>
    public static IEnumerable<KeyValuePair<string, AttributeValue>> Of(IReadOnlyDictionary<string, string> labels) =>
        Cut([(AttributeNames.DependsOn, DependsOn(labels))]);

    /// <summary>True if the container has this address in one of its networks.</summary>
    public static bool HasAddress(ContainerSnapshot snapshot, string address) =>
        Networks(snapshot.Root).Any(network => network.Value.Text("IPAddress") == address || network.Value.Text("GlobalIPv6Address") == address);

    private static IEnumerable<KeyValuePair<string, AttributeValue>> Cut(IReadOnlyList<(string Name, IEnumerable<string> Entries)> lists)
    {
        var cut = new List<string>();
        foreach (var (name, entries) in lists)
        {
            var whole = entries.Where(e => e.Length > 0).Distinct().Take(MaxEntries + 1).ToList();
            var kept = whole.Take(MaxEntries).Where(e => e.Length <= MaxLength).ToList();
            if (kept.Count < whole.Count)
            {
                cut.Add(name);
            }

            yield return new(name, kept.Count > 0 ? AttributeValue.FromList(kept) : default);
        }

        yield return new(AttributeNames.CutAttributes, cut.Count > 0 ? AttributeValue.FromList(cut) : default);
    }

    private static JsonElement.ObjectEnumerator Networks(JsonElement root) =>
        root.At("NetworkSettings", "Networks") is { ValueKind: JsonValueKind.Object } networks ? networks.EnumerateObject() : default;

    private static IEnumerable<string> Addresses(JsonProperty network) =>
        new[] { network.Value.Text("IPAddress"), network.Value.Text("GlobalIPv6Address") }
            .Where(address => !string.IsNullOrEmpty(address))
            .Select(address => $"{network.Name}={address}");

    private static IEnumerable<string> Aliases(ContainerSnapshot snapshot, IReadOnlyList<JsonProperty> networks)
    {
        var resolving = networks.Where(n => NetworkNames.IsUserDefined(n.Name)).ToList();
        if (resolving.Count == 0)
        {
            return [];
        }

        // Engines before 25 list the names under Aliases and leave the container's own out.
        var names = resolving.SelectMany(n => n.Value.Texts("DNSNames").Concat(n.Value.Texts("Aliases")));
        return names
            .Prepend(snapshot.Name)
            .Concat(SwarmNames(snapshot.Labels))
            .Where(name => name.Length < ShortId || !snapshot.Id.StartsWith(name, StringComparison.Ordinal));
    }

    /// <summary>The service's name leads to a virtual address that no task's own inspect shows; in its stack it also goes by the short name.</summary>
    private static IEnumerable<string> SwarmNames(IReadOnlyDictionary<string, string> labels)
    {
        if (labels.GetValueOrDefault(SwarmService) is not { Length: > 0 } service)
        {
            yield break;
        }

        yield return service;
        if (labels.GetValueOrDefault(SwarmStack) is { Length: > 0 } stack && service.StartsWith(stack + "_", StringComparison.Ordinal))
        {
            yield return service[(stack.Length + 1)..];
        }
    }

    private static IEnumerable<string> Volumes(JsonElement root) =>
        root.Items("Mounts").Select(mount => mount.Text("Type") switch
        {
            "volume" => mount.Text("Name") ?? "",
            "bind" => mount.Text("Source") ?? "",
            _ => "",
        });

    /// <summary>The ports that are open now; of a container that does not run, those that it asks for.</summary>
    private static IEnumerable<string> Ports(ContainerSnapshot snapshot)
    {
        var published = snapshot.IsAlive ? snapshot.Root.At("NetworkSettings", "Ports") : snapshot.Root.At("HostConfig", "PortBindings");
        foreach (var port in published is { ValueKind: JsonValueKind.Object } ports ? ports.EnumerateObject() : default)
        {
            foreach (var binding in port.Value.Items())
            {
                if (binding.Text("HostPort") is { Length: > 0 } number and not "0")
                {
                    yield return $"{Address(binding.Text("HostIp"))}:{number}->{port.Name}";
                }
            }
        }
    }

    private static string Address(string? ip) => ip switch
    {
        null or "" => "0.0.0.0",
        _ when ip.Contains(':', StringComparison.Ordinal) => $"[{ip.Trim('[', ']')}]",
        _ => ip,
    };

    // Compose: db:service_healthy:false,redis:service_started:true
    private static IEnumerable<string> DependsOn(IReadOnlyDictionary<string, string> labels) =>
        OwnDependsOn.Prepend(ComposeDependsOn)
            .SelectMany(key => labels.GetValueOrDefault(key, "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Select(entry => entry.Split(':')[0]);
}
