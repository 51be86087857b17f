using Diagnoser.Contracts;

namespace Diagnoser.Collector;

/// <summary>What one look at a container found.</summary>
/// <param name="Events">Its events with evidence, in order of time; empty if there is no such container.</param>
/// <param name="Notices">What could not be seen.</param>
public sealed record Examination(IReadOnlyList<DockerEvent> Events, IReadOnlyList<CollectorNotice> Notices)
{
    /// <summary>The container; null if the engine knows none by that name or id.</summary>
    public Subject? Container { get; init; }

    /// <summary>The engine's word for its state, such as <c>running</c> or <c>exited</c>; empty if there is no such container.</summary>
    public string Status { get; init; } = "";

    /// <summary>When its latest run began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Names like the one that was asked for, nearest first, where there is no such container.</summary>
    public IReadOnlyList<string> Similar { get; init; } = [];
}
