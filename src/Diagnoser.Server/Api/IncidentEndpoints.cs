using Diagnoser.Contracts;
using Diagnoser.Server.Incidents;
using Diagnoser.Server.Timelines;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Diagnoser.Server.Api;

/// <summary><c>/api/v1/incidents</c>: what is wrong now, what was, and who takes care of it.</summary>
internal static class IncidentEndpoints
{
    private static readonly ApiParameter Status = new("status", "Which: not resolved (active, the default), resolved, or all.") { Allowed = ["active", "resolved", "all"] };
    private static readonly ApiParameter Stack = new("stack", "Only those of this compose project or Swarm stack.");
    private static readonly ApiParameter Service = new("service", "Only those of this service.");
    private static readonly ApiParameter Host = new("host", "Only those of the host with this id or name.");
    private static readonly ApiParameter From = new("from", "Only those whose last failure was then or later. A time, a date, or how long ago (2h).");
    private static readonly ApiParameter To = new("to", "Only those that opened then or earlier.");
    private static readonly ApiParameter Limit = new("limit", "At most so many.") { Most = IncidentRequest.MostLimit };
    private static readonly ApiParameters ListParameters = new(Status, Stack, Service, Host, From, To, Limit);
    private static readonly ApiParameters None = new();

    public static void Map(IEndpointRouteBuilder routes, IIncidentAccess access, TimeProvider clock)
    {
        var incidents = routes.MapGroup("/api/v1/incidents").WithTags("incidents");
        _ = incidents.MapGet("", async (HttpRequest request, CancellationToken cancellationToken) =>
                Results.Json(await access.ListAsync(Read(new ApiQuery(request, ListParameters), clock.GetUtcNow()), cancellationToken), ApiJson.Default.IReadOnlyListIncident))
            .Described("listIncidents", "The incidents that fit, the newest first.", ListParameters)
            .Answers<IReadOnlyList<Incident>>();
        _ = incidents.MapGet("/{id}", async (string id, HttpRequest request, CancellationToken cancellationToken) =>
            {
                _ = new ApiQuery(request, None);
                return Results.Json(await access.FindAsync(id, cancellationToken), ContractsJson.Default.Incident);
            })
            .Described("getIncident", "One incident. The first digits of its id are enough, four at least.", None)
            .Answers<Incident>(StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);
        _ = incidents.MapGet("/{id}/notifiers", async (string id, HttpRequest request, CancellationToken cancellationToken) =>
            {
                _ = new ApiQuery(request, None);
                return Results.Json(await access.NotifiersAsync(id, cancellationToken), ApiJson.Default.IReadOnlyListNotifierState);
            })
            .Described("listIncidentNotifiers", "What each notifier was told of an incident, and owes.", None)
            .Answers<IReadOnlyList<NotifierState>>(StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);
        _ = incidents.MapGet("/{id}/timeline", async (string id, HttpRequest request, CancellationToken cancellationToken) =>
            {
                var asked = TimelineEndpoints.Range(new ApiQuery(request, TimelineEndpoints.RangeParameters), clock.GetUtcNow()) with { Incident = id };
                return Results.Json(await access.TimelineAsync(asked, cancellationToken), ApiJson.Default.TimelineAnswer);
            })
            .Described("getIncidentTimeline", "What happened around an incident: events, diagnoses, messages, people's actions.", TimelineEndpoints.RangeParameters)
            .Answers<TimelineAnswer>(StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);
        _ = incidents.MapPost("/{id}/acknowledge", async (string id, HttpRequest request, CancellationToken cancellationToken) =>
            {
                _ = new ApiQuery(request, None);
                var body = await JsonBody.ReadAsync(request, ApiJson.Default.AcknowledgeRequest, """{"by": "ann"}""", cancellationToken);
                return Results.Json(await access.AcknowledgeAsync(id, body.By ?? "", cancellationToken), ContractsJson.Default.Incident);
            })
            .Described("acknowledgeIncident", "Somebody takes it. Gives it as it is then: who was first has it.", None)
            .Takes<AcknowledgeRequest>()
            .Answers<Incident>(StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);
        _ = incidents.MapPost("/{id}/resolve", async (string id, HttpRequest request, CancellationToken cancellationToken) =>
            {
                _ = new ApiQuery(request, None);
                var body = await JsonBody.ReadAsync(request, ApiJson.Default.ResolveRequest, """{"by": "ann", "why": "limit raised"}""", cancellationToken);
                return Results.Json(await access.ResolveAsync(id, body.By ?? "", body.Why, cancellationToken), ContractsJson.Default.Incident);
            })
            .Described("resolveIncident", "Somebody says that it is over, for good: if it returns, that is a new incident. Gives it as it is then.", None)
            .Takes<ResolveRequest>()
            .Answers<Incident>(StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);
    }

    private static IncidentRequest Read(ApiQuery query, DateTimeOffset now) => new()
    {
        Status = query.Text(Status) switch
        {
            "all" => IncidentSelection.All,
            "resolved" => IncidentSelection.Resolved,
            _ => IncidentSelection.Active,
        },
        Stack = query.Text(Stack),
        Service = query.Text(Service),
        Host = query.Text(Host),
        From = query.Time(From, now),
        To = query.Time(To, now),
        Limit = query.Number(Limit, IncidentRequest.UsualLimit),
    };
}
