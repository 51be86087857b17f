using Diagnoser.Contracts;
using Diagnoser.Engine.Events;

namespace Diagnoser.Engine.Topology;

/// <summary>A container as the events showed it last.</summary>
internal sealed class ContainerNode(HostRef host, string id)
{
    private static readonly string[] None = [];
    private DateTimeOffset _toldAt = DateTimeOffset.MinValue;

    public HostRef Host { get; } = host;

    public string Id { get; } = id;

    public string Name { get; private set; } = "";

    public string? Service { get; private set; }

    public string? Stack { get; private set; }

    public string? Image { get; private set; }

    public string? ImageId { get; private set; }

    public bool IsSwarm { get; private set; }

    /// <summary>Its networks; null if no event said.</summary>
    public IReadOnlyList<string>? Networks { get; private set; }

    /// <summary>As <c>network=ip</c>. A container that ended keeps its last ones until another gets them.</summary>
    public IReadOnlyList<string> Addresses { get; private set; } = None;

    /// <summary>Names it answers to; null if no event said.</summary>
    public IReadOnlyList<string>? Aliases { get; private set; }

    public IReadOnlyList<string> Volumes { get; private set; } = None;

    public IReadOnlyList<string> Ports { get; private set; } = None;

    public IReadOnlyList<string> DependsOn { get; private set; } = None;

    public IReadOnlyList<string> TalksTo { get; private set; } = None;

    public string State { get; private set; } = ContainerStates.Unknown;

    /// <summary>Its place among those that may be forgotten.</summary>
    public LinkedListNode<ContainerNode>? Place { get; set; }

    public bool IsRemoved => State == ContainerStates.Removed;

    public bool IsRunning => State == ContainerStates.Running;

    /// <summary>The service's name without its stack's prefix.</summary>
    public string? ShortService => ServiceNames.Short(Service, Stack);

    public string Label => Service ?? (Name.Length > 0 ? Name : Id);

    /// <summary>The names under which others look for it: by DNS, by its own name or by its service. Another list once they change.</summary>
    public IReadOnlyList<string> Names { get; private set; } = None;

    /// <summary>True if the engine's DNS gives its address for this name; where no event said which names it has, those that compose gives.</summary>
    public bool AnswersTo(string name) =>
        (Aliases ?? [Name, Service ?? "", ShortService ?? ""]).Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes what a container event says; gives whether a name, an address or a dependency changed.</summary>
    public bool Take(DockerEvent e)
    {
        var (renamed, changed) = (false, false);
        Name = Known(Name, e.Subject.Name.Length > 0 ? e.Subject.Name : null, ref renamed)!;
        (Service, Stack) = (Known(Service, e.Service, ref renamed), Known(Stack, e.Stack, ref renamed));
        Take(e.Attributes, ref renamed, ref changed);
        if (renamed)
        {
            Names = AllNames();
        }

        return renamed || changed;
    }

    /// <summary>Takes what an event says of its state, unless a later one was seen.</summary>
    public void Become(string? state, DateTimeOffset time)
    {
        if (state is not null && time >= _toldAt)
        {
            (_toldAt, State) = (time, state);
        }
    }

    public void Join(string network) => Networks = Networks?.Contains(network) == true ? Networks : [.. Networks ?? None, network];

    public void Leave(string network) => Networks = Networks is null ? null : [.. Networks.Where(n => n != network)];

    private List<string> AllNames()
    {
        var names = new List<string>((Aliases?.Count ?? 0) + 3);
        foreach (var alias in Aliases ?? None)
        {
            AddNew(names, alias);
        }

        AddNew(names, Name);
        AddNew(names, Service);
        AddNew(names, ShortService);
        return names;
    }

    private void Take(AttributeMap attributes, ref bool renamed, ref bool changed)
    {
        (Image, ImageId) = (attributes[AttributeNames.ImageName].Text ?? Image, attributes[AttributeNames.ImageId].Text ?? ImageId);
        IsSwarm = attributes[AttributeNames.Orchestrator].Text is { } orchestrator ? orchestrator == "swarm" : IsSwarm;
        var networks = attributes[AttributeNames.Networks].List;

        // The networks come from inspect. An event with inspect that lacks another list says that the list is empty.
        var isWhole = networks is not null;
        Networks = networks ?? Networks;
        Aliases = Set(Aliases, attributes[AttributeNames.Aliases].List, isWhole: false, ref renamed);
        Addresses = Set(Addresses, attributes[AttributeNames.Addresses].List, isWhole: false, ref changed)!;
        DependsOn = Set(DependsOn, attributes[AttributeNames.DependsOn].List, isWhole, ref changed)!;
        var indifferent = false;
        Volumes = Set(Volumes, attributes[AttributeNames.Volumes].List, isWhole, ref indifferent)!;
        Ports = Set(Ports, attributes[AttributeNames.Ports].List, isWhole, ref indifferent)!;
        TalksTo = Set(TalksTo, attributes[AttributeNames.TalksTo].List, isWhole: false, ref indifferent)!;
    }

    private static void AddNew(List<string> names, string? name)
    {
        if (!string.IsNullOrEmpty(name) && !names.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            names.Add(name);
        }
    }

    private static string? Known(string? old, string? given, ref bool changed)
    {
        if (given is null || given == old)
        {
            return old;
        }

        changed = true;
        return given;
    }

    private static IReadOnlyList<string>? Set(IReadOnlyList<string>? old, IReadOnlyList<string>? given, bool isWhole, ref bool changed)
    {
        given ??= isWhole ? None : old;
        if (ReferenceEquals(given, old) || (given is not null && old is not null && given.SequenceEqual(old)))
        {
            return old;
        }

        changed = true;
        return given;
    }
}
