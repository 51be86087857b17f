using System.Globalization;
using Diagnoser.Contracts;
using Diagnoser.Engine.Correlation;
using Diagnoser.Engine.Rules;

namespace Diagnoser.Engine.Topology;

/// <summary>Reads evidence from the topology; what is not known there is said to be missing.</summary>
internal static class TopologyReader
{
    /// <param name="spec">What the rule asks for.</param>
    /// <param name="carrier">The event about whose container it asks.</param>
    /// <param name="scope">Fills the placeholders of a name or port.</param>
    /// <param name="map">The topology; null if there is none.</param>
    public static EvidenceReading Read(EvidenceSpec spec, DockerEvent carrier, IScope scope, TopologyMap? map)
    {
        if (spec.Path == TopologyTopic.PortHolder)
        {
            return PortHolder(spec, carrier, scope, map);
        }

        if (map is null)
        {
            return EvidenceReading.Missing("the topology is not known here");
        }

        if (spec.Path == TopologyTopic.ServicesNamed)
        {
            return Named(spec, carrier, scope, map);
        }

        if (map.Of(Party.Of(carrier)).FirstOrDefault() is not { } node)
        {
            return EvidenceReading.Missing($"{Who(carrier)} is not known on {carrier.Host.Name}");
        }

        return spec.Path switch
        {
            TopologyTopic.Networks => Networks(carrier, node),
            TopologyTopic.State => State(carrier, node),
            TopologyTopic.Dependents => Dependents(carrier, node, map),
            _ => Dependencies(carrier, node, map),
        };
    }

    private static EvidenceReading Networks(DockerEvent carrier, ContainerNode node) =>
        (carrier.Attributes[AttributeNames.Networks].List ?? node.Networks) is { Count: > 0 } networks
            ? Told(carrier, Value.Of([.. networks.Order(StringComparer.Ordinal)]), $"{Name(node)} is on {string.Join(", ", networks.Order(StringComparer.Ordinal))}")
            : EvidenceReading.Missing($"the networks of {Name(node)} on {node.Host.Name} are not known");

    private static EvidenceReading State(DockerEvent carrier, ContainerNode node) =>
        Told(carrier, Value.Of(node.State), $"{Name(node)} on {node.Host.Name} is {node.State}");

    private static EvidenceReading Dependents(DockerEvent carrier, ContainerNode node, TopologyMap map)
    {
        var names = new List<string>(node.Names);
        if (node.Stack is not null && node.Service is not null)
        {
            names.Add($"{node.Stack}_{node.Service}");
        }

        var dependents = Services(names.SelectMany(map.Declaring).Where(n => !n.IsRemoved && n.DependsOn.Any(d => Dependency.IsMeant(d, n, node))));
        return dependents.Count == 0
            ? EvidenceReading.Missing($"no service is known to depend on {node.Label}")
            : Told(carrier, Value.Of(dependents), $"{string.Join(", ", dependents)} depend{(dependents.Count == 1 ? "s" : "")} on {node.Label}");
    }

    private static EvidenceReading Dependencies(DockerEvent carrier, ContainerNode node, TopologyMap map)
    {
        if (node.DependsOn.Count == 0)
        {
            return EvidenceReading.Missing($"{node.Label} declares no dependencies");
        }

        // As the service calls itself, if it was seen; else as it was declared.
        var services = node.DependsOn
            .Select(d => map.Named(d).FirstOrDefault(n => !n.IsRemoved && Dependency.IsMeant(d, node, n))?.Service ?? d)
            .Distinct().Order(StringComparer.Ordinal).ToList();
        return Told(carrier, Value.Of(services), $"{node.Label} depends on {string.Join(", ", services)}");
    }

    private static EvidenceReading Named(EvidenceSpec spec, DockerEvent carrier, IScope scope, TopologyMap map)
    {
        if (spec.Lookup!.Render(scope, RenderTarget.Text) is not { Missing.Count: 0, Text: { } name })
        {
            return EvidenceReading.Missing("the name that was looked for is not known");
        }

        var asking = map.Of(Party.Of(carrier)).FirstOrDefault();
        var found = map.Named(name)
            .Where(n => n.IsRunning && n != asking && (n.Host.Id == carrier.Host.Id || (n.IsSwarm && asking is { IsSwarm: true })))
            .OrderBy(n => n.Host.Id == carrier.Host.Id ? 0 : 1)
            .ToList();
        if (found.Count == 0)
        {
            var why = $"no running container named {Rules.Templates.VisibleText.Of(name, 100)} was seen on {carrier.Host.Name}";
            return EvidenceReading.Missing(why) with { Parts = TopologyTopic.Find(spec.Path)!.Parts.Keys.ToDictionary(k => k, _ => Value.Missing(why)) };
        }

        var (first, networks) = (found[0], found.SelectMany(n => n.Networks ?? []).Distinct().Order(StringComparer.Ordinal).ToList());
        var network = first.Networks?.Where(n => NetworkNames.IsUserDefined(n) && asking?.Networks?.Contains(n) != true).Order(StringComparer.Ordinal).FirstOrDefault();
        var at = networks.Count > 0 ? $"on {string.Join(", ", networks)}" : "on networks that are not known";
        return Told(carrier, Value.Of(Services(found)), $"{Rules.Templates.VisibleText.Of(name, 100)} is {string.Join(", ", found.Select(Name).Distinct())} {at}") with
        {
            Parts = new Dictionary<string, Value>
            {
                ["networks"] = networks.Count > 0 ? Value.Of(networks) : Value.Missing($"the networks of {Name(first)} are not known"),
                ["first.name"] = Value.Of(Name(first)),
                ["first.service"] = Value.Of(first.Label),
                ["first.network"] = network is null ? Value.Missing($"{Name(first)} is on no network that {Who(carrier)} could join") : Value.Of(network),
                ["first.host"] = Value.Of(first.Host.Name),
            },
        };
    }

    /// <summary>Who held it when the start failed, as the collector saw it; else the container that publishes the port now.</summary>
    private static EvidenceReading PortHolder(EvidenceSpec spec, DockerEvent carrier, IScope scope, TopologyMap? map)
    {
        var seen = PortHolderReader.Read(spec, carrier, scope);
        if (!seen.Value.IsMissing
            || spec.Port?.Render(scope, RenderTarget.Text) is not { Missing.Count: 0, Text: { } number }
            || Wanted(carrier, number) is not { } port
            || map?.HolderOf(carrier.Host.Id, port, Party.ContainerOf(carrier) ?? "") is not { } holder)
        {
            return seen;
        }

        var parts = new Dictionary<string, Value>
        {
            ["name"] = Value.Of(Name(holder)),
            ["kind"] = Value.Of(Subject.Container),
            ["container.id"] = Value.Of(holder.Id),
            ["container.name"] = Value.Of(Name(holder)),
            ["service.name"] = Value.Of(holder.Label),
        };
        return Told(carrier, Value.Of(Name(holder)), $"{port.Protocol} port {port.Number}".TrimStart() + $" is published by container {Name(holder)}") with { Parts = parts };
    }

    private static PublishedPort? Wanted(DockerEvent carrier, string number)
    {
        var published = (carrier.Attributes[AttributeNames.Ports].List ?? []).Select(PublishedPort.Parse).OfType<PublishedPort>().ToList();
        foreach (var port in PublishedPort.Wanted(carrier.Attributes[AttributeNames.Error].Text ?? "", published))
        {
            if (port.Number.ToString(CultureInfo.InvariantCulture) == number)
            {
                return port;
            }
        }

        return PublishedPort.Parse(number) is { } any ? any with { Protocol = "" } : null;
    }

    private static List<string> Services(IEnumerable<ContainerNode> nodes) => [.. nodes.Select(n => n.Label).Distinct().Order(StringComparer.Ordinal)];

    private static string Name(ContainerNode node) => node.Name.Length > 0 ? node.Name : node.Label;

    private static string Who(DockerEvent e) => e.Subject is { Kind: Subject.Container, Name.Length: > 0 } ? e.Subject.Name : e.Service ?? e.Subject.Name;

    private static EvidenceReading Told(DockerEvent carrier, Value value, string text) => new(value, [new EvidenceLine(carrier.Time, "topology", text)]);
}
