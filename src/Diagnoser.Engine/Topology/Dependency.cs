using Diagnoser.Engine.Events;

namespace Diagnoser.Engine.Topology;

/// <summary>Which service is meant by the name of a declared dependency.</summary>
internal static class Dependency
{
    /// <summary>True if some container of <paramref name="from"/> declares that it depends on <paramref name="to"/>.</summary>
    public static bool Holds(TopologyMap map, Party from, Party to)
    {
        var targets = map.Of(to).ToList();
        return map.Of(from).Any(f => f.DependsOn.Any(d => IsMeant(d, f, to.HostId, to.Service, to.Stack, "") || targets.Exists(t => IsMeant(d, f, t))));
    }

    public static bool IsMeant(string name, ContainerNode from, ContainerNode to) =>
        IsMeant(name, from, to.Host.Id, to.Service, to.Stack, to.Name);

    private static bool IsMeant(string name, ContainerNode from, string hostId, string? service, string? stack, string container)
    {
        if (name == container && from.Host.Id == hostId)
        {
            return true;
        }

        if (service is null)
        {
            return false;
        }

        // Compose and stack files use the name without the stack; it means the service of the same stack.
        return from.Stack == stack
            ? name == service || name == ServiceNames.Short(service, stack)
            : IsQualified(name, service, stack) || (from.Stack is null && name == service && from.Host.Id == hostId);
    }

    // shop_db of the stack shop: as Swarm names it itself, or as people join a compose project and its service.
    private static bool IsQualified(string name, string service, string? stack) =>
        stack is not null
        && (name == $"{stack}_{service}" || (name == service && ServiceNames.Short(service, stack) != service));
}
