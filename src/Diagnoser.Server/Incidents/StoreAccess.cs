using System.Globalization;
using Diagnoser.Contracts;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Timelines;

namespace Diagnoser.Server.Incidents;

/// <summary>Answers from the store.</summary>
internal sealed class StoreAccess(IStore store, IncidentKeeper keeper, TimeProvider clock) : IIncidentAccess
{
    /// <summary>Longest name of a person.</summary>
    public const int LongestName = 100;

    /// <summary>Longest reason.</summary>
    public const int LongestReason = 1000;

    private const string NoReason = "no reason given";
    private const int HostsNamed = 20;

    public async Task<IReadOnlyList<Incident>> ListAsync(IncidentRequest request, CancellationToken cancellationToken)
    {
        TimeText.InOrder(request.From, request.To);
        return await store.IncidentsAsync(
            new IncidentQuery
            {
                Active = request.Status switch
                {
                    IncidentSelection.Active => true,
                    IncidentSelection.Resolved => false,
                    _ => null,
                },
                Stack = request.Stack,
                Service = request.Service,
                HostId = await HostAsync(request.Host, cancellationToken),
                From = request.From ?? DateTimeOffset.MinValue,
                To = request.To ?? DateTimeOffset.MaxValue,
                Limit = Limited(request.Limit, IncidentRequest.MostLimit),
            },
            cancellationToken);
    }

    public async Task<Incident> FindAsync(string id, CancellationToken cancellationToken)
    {
        var prefix = IncidentIds.Checked(id);
        var found = await store.FindIncidentsAsync(prefix, cancellationToken);
        return found switch
        {
            [var only] => only,
            [] => throw IncidentIds.Unknown(prefix, await store.IncidentsAsync(new IncidentQuery { Limit = IncidentRequest.MostLimit }, cancellationToken)),
            _ => throw IncidentIds.Ambiguous(prefix, found),
        };
    }

    public async Task<Incident> AcknowledgeAsync(string id, string by, CancellationToken cancellationToken)
    {
        by = Named(by);
        var incident = await FindAsync(id, cancellationToken);
        var after = await keeper.AcknowledgeAsync(incident.Id, by, cancellationToken) ?? incident;
        return after is { Status: IncidentStatus.Resolved, AcknowledgedBy: null }
            ? throw new RequestRefusedException(Refusal.TooLate, $"incident {IncidentText.Short(after.Id)} is over already: {after.Resolution}; nobody needs to take it")
            : after;
    }

    public async Task<Incident> ResolveAsync(string id, string by, string? why, CancellationToken cancellationToken)
    {
        by = Named(by);
        why = why?.Trim() is { Length: > 0 } given ? given : NoReason;
        if (why.Length > LongestReason)
        {
            throw RequestRefusedException.Wrong("why", Text($"at most {LongestReason} characters, these are {why.Length}"));
        }

        var incident = await FindAsync(id, cancellationToken);
        return await keeper.ResolveAsync(incident.Id, by, why, cancellationToken) ?? incident;
    }

    public async Task<IReadOnlyList<NotifierState>> NotifiersAsync(string id, CancellationToken cancellationToken)
    {
        var incident = await FindAsync(id, cancellationToken);
        var deliveries = await store.DeliveriesAsync(incident.Id, cancellationToken);
        return
        [
            .. deliveries.OrderBy(d => d.Notifier, StringComparer.Ordinal).Select(d => new NotifierState(d.Notifier, d.ToldVersion, d.IsOwed)
            {
                Due = d.IsOwed ? d.Due : null,
                Attempts = d.Attempts,
                Problem = d.Problem,
            }),
        ];
    }

    public async Task<TimelineAnswer> TimelineAsync(TimelineRequest request, CancellationToken cancellationToken)
    {
        request = request with { Limit = Limited(request.Limit, TimelineRequest.MostLimit) };
        var reader = new TimelineReader(store, clock);
        if (request is { Incident: { } id, Stack: null, Service: null, Host: null })
        {
            return await reader.OfIncidentAsync(request, await FindAsync(id, cancellationToken), cancellationToken);
        }

        if (request.Incident is not null)
        {
            throw RequestRefusedException.Wrong("incident", "an incident knows its stack, service and hosts: name either the incident, or stack, service, host");
        }

        if (request is { Stack: null, Service: null, Host: null })
        {
            throw RequestRefusedException.Wrong("incident", "say whose timeline: that of an incident, or of a stack, service or host");
        }

        var scope = new TimelineScope { Stack = request.Stack, Service = request.Service, HostId = await HostAsync(request.Host, cancellationToken) };
        return await reader.OfScopeAsync(request, scope, cancellationToken);
    }

    private async Task<string?> HostAsync(string? given, CancellationToken cancellationToken)
    {
        if (given is null)
        {
            return null;
        }

        var hosts = await store.HostsAsync(cancellationToken);
        var fitting = hosts.Where(h => h.Id == given).ToList() is { Count: > 0 } byId ? byId : [.. hosts.Where(h => h.Name == given)];
        var known = string.Join(", ", (fitting.Count == 0 ? hosts : fitting).Take(HostsNamed).Select(h => $"{h.Name} ({h.Id})"));
        return fitting.Count switch
        {
            1 => fitting[0].Id,
            0 => throw RequestRefusedException.Wrong("host", $"no host has the id or name '{given}'; {(hosts.Count == 0 ? "none was seen yet" : $"known: {known}")}"),
            _ => throw RequestRefusedException.Wrong("host", $"several hosts are called '{given}': {known}; give the id"),
        };
    }

    private static string Named(string by)
    {
        by = by.Trim();
        return by.Length is > 0 and <= LongestName
            ? by
            : throw RequestRefusedException.Wrong("by", Text($"say who does it, in 1 to {LongestName} characters"));
    }

    private static int Limited(int limit, int most) =>
        limit >= 1 && limit <= most ? limit : throw RequestRefusedException.Wrong("limit", Text($"{limit} is not a whole number from 1 to {most}"));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
