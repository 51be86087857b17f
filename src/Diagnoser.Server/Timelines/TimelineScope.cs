using Diagnoser.Contracts;
using Diagnoser.Server.Stores;

namespace Diagnoser.Server.Timelines;

/// <summary>A part of the world that a timeline tells of; null fits all.</summary>
internal sealed record TimelineScope
{
    public string? HostId { get; init; }

    public string? Stack { get; init; }

    public string? Service { get; init; }

    public string? ContainerId { get; init; }

    /// <summary>
    /// Where an incident happened: the whole stack where there is one, since what else happened in it is what a postmortem asks for; else the
    /// service or container on its host.
    /// </summary>
    public static IReadOnlyList<TimelineScope> Of(Incident incident) =>
    [
        .. incident.Symptoms.Select(s => Of(s.Host, s.Subject, s.Service, s.Stack))
            .Prepend(Of(incident.Root.Host, incident.Root.Subject, incident.Root.Service, incident.Root.Stack))
            .OfType<TimelineScope>()
            .Distinct(),
    ];

    public EventQuery Events(DateTimeOffset from, DateTimeOffset to, int limit) => new()
    {
        From = from,
        To = to,
        HostIds = HostId is null ? null : [HostId],
        Stack = Stack,
        Service = Service,
        ContainerId = ContainerId,
        Limit = limit,
    };

    public DiagnosisQuery Diagnoses(DateTimeOffset from, DateTimeOffset to, int limit) => new()
    {
        From = from,
        To = to,
        HostId = HostId,
        Stack = Stack,
        Service = Service,
        ContainerId = ContainerId,
        Limit = limit,
    };

    // Of a host or daemon there is nothing narrower than what is read of every host of the incident.
    private static TimelineScope? Of(HostRef host, Subject subject, string? service, string? stack) => (stack, service, subject.Kind) switch
    {
        ({ } name, _, _) => new TimelineScope { Stack = name },
        (_, { } name, _) => new TimelineScope { HostId = host.Id, Service = name },
        (_, _, Subject.Container) => new TimelineScope { HostId = host.Id, ContainerId = subject.Id },
        _ => null,
    };
}
