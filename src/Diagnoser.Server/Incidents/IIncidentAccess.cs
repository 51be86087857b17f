using Diagnoser.Contracts;
using Diagnoser.Server.Timelines;

namespace Diagnoser.Server.Incidents;

/// <summary>
/// What people and programs can ask about incidents, and do: straight from the store, or over the API of a server. Throws
/// <see cref="RequestRefusedException"/> when the request is at fault.
/// </summary>
internal interface IIncidentAccess
{
    /// <summary>The newest first.</summary>
    Task<IReadOnlyList<Incident>> ListAsync(IncidentRequest request, CancellationToken cancellationToken);

    /// <summary>The one incident whose id begins so.</summary>
    Task<Incident> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Somebody takes it. Gives it as it is then: whoever was first has it.</summary>
    Task<Incident> AcknowledgeAsync(string id, string by, CancellationToken cancellationToken);

    /// <summary>Somebody says that it is over. Gives it as it is then: who said so first counts.</summary>
    Task<Incident> ResolveAsync(string id, string by, string? why, CancellationToken cancellationToken);

    /// <summary>What each notifier was told of it, and owes.</summary>
    Task<IReadOnlyList<NotifierState>> NotifiersAsync(string id, CancellationToken cancellationToken);

    /// <summary>What happened.</summary>
    Task<TimelineAnswer> TimelineAsync(TimelineRequest request, CancellationToken cancellationToken);
}

/// <summary>What a notifier was told of an incident, and owes.</summary>
/// <param name="Notifier">The notifier.</param>
/// <param name="ToldVersion">The newest version of the incident that it was told; 0 if none.</param>
/// <param name="IsOwed">True if there is something that it must still be told.</param>
internal sealed record NotifierState(string Notifier, int ToldVersion, bool IsOwed)
{
    /// <summary>When it will be told, if it is owed something.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>Attempts that failed since it was told last.</summary>
    public int Attempts { get; init; }

    /// <summary>Why it failed last; null if it did not.</summary>
    public string? Problem { get; init; }
}
