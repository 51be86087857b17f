using System.Globalization;
using System.Text.Json;
using Diagnoser.Collector.Sources.Containers;
using Diagnoser.Collector.Sources.Kernel;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Evidence;

/// <summary>Makes events of what the kernel log says of processes. The boot and the record's number identify a line, so that reading the log again yields the same ids.</summary>
internal sealed class KernelEventFactory(EventFactory factory, string bootId)
{
    private const string Source = "kernel";

    /// <summary>
    /// A process of a container. The kernel is often faster than the engine: a run whose end was published already is not said to be the one that this is
    /// of, and its main process not the one to compare with, since the next run may have begun. By the times it can be told later.
    /// </summary>
    public DockerEvent OfContainer(KernelFact fact, DateTimeOffset time, KnownContainer container)
    {
        var isOver = container.Run is { } run && run == container.EndedRun;
        var made = factory.Of(TypeOf(fact), time, Source, container, Facts(fact),
        [
            .. Common(fact),
            new(AttributeNames.OomScope, SnapshotAttributes.Text(Scope(fact, container.Id))),
            new(AttributeNames.ProcessIsMain, container.MainPid > 0 && !isOver ? container.MainPid == fact.Pid : default(AttributeValue)),
        ]);
        return made with { Run = isOver ? null : made.Run, Evidence = [Lines(fact, time)] };
    }

    /// <summary>A process of which nobody knows whose it was.</summary>
    public DockerEvent OfHost(KernelFact fact, DateTimeOffset time)
    {
        var host = factory.Context.Host;
        var made = factory.Of(TypeOf(fact), time, Source, new Subject(Subject.HostKind, host.Id, host.Name), Facts(fact), [.. Common(fact)]);
        return made with { Evidence = [Lines(fact, time)] };
    }

    private static string TypeOf(KernelFact fact) => fact.Constraint is null ? EventTypes.KernelLog : EventTypes.KernelOomKill;

    private IEnumerable<KeyValuePair<string, string>> Facts(KernelFact fact) =>
    [
        new("boot", bootId),
        new("sequence", fact.Sequence.ToString(CultureInfo.InvariantCulture)),
        new("line", fact.Lines[0]),
    ];

    private static IEnumerable<KeyValuePair<string, AttributeValue>> Common(KernelFact fact) =>
    [
        new(AttributeNames.OomConstraint, SnapshotAttributes.Text(fact.Constraint)),
        new(AttributeNames.OomCgroup, SnapshotAttributes.Text(fact.OomCgroup)),
        new(AttributeNames.TaskCgroup, SnapshotAttributes.Text(fact.TaskCgroup)),
        new(AttributeNames.ProcessName, SnapshotAttributes.Text(fact.ProcessName)),
        new(AttributeNames.ProcessPid, fact.Pid),
        new(AttributeNames.ProcessRss, fact.ResidentBytes is { } bytes ? bytes : default(AttributeValue)),
        new(AttributeNames.KernelLine, fact.Lines[^1]),
    ];

    private static string? Scope(KernelFact fact, string containerId) => fact switch
    {
        { Constraint: "memcg", OomCgroup: { } cgroup } => cgroup.Contains(containerId, StringComparison.Ordinal) ? "own" : "parent",
        { Constraint: "host" or "cpuset" } => "host",
        _ => null,
    };

    private static Contracts.Evidence Lines(KernelFact fact, DateTimeOffset time) =>
        new(EvidenceKinds.Kernel, time, JsonSerializer.SerializeToElement(fact.Lines, ContractsJson.Default.IReadOnlyListString));
}
