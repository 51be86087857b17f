using Diagnoser.Server.Incidents;
using Diagnoser.Server.Timelines;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Diagnoser.Server.Api;

/// <summary><c>/api/v1/timeline</c>: what happened, in order.</summary>
internal static class TimelineEndpoints
{
    private const string Yes = "true";

    private static readonly ApiParameter Incident = new("incident", "The first digits of an incident's id; then no stack, service or host.");
    private static readonly ApiParameter Stack = new("stack", "A compose project or Swarm stack.");
    private static readonly ApiParameter Service = new("service", "A service.");
    private static readonly ApiParameter Host = new("host", "Id or name of a host.");
    private static readonly ApiParameter From = new("from", "Since when: a time, a date, or how long ago (2h). Default: a little before the incident, else an hour ago.");
    private static readonly ApiParameter To = new("to", "Until when. Default: a little after the incident was over, else now.");
    private static readonly ApiParameter Limit = new("limit", "At most so many entries, the newest.") { Most = TimelineRequest.MostLimit };
    private static readonly ApiParameter Hidden = new("hidden", "true: diagnoses that are not shown as well, such as those of experimental rules; each says what hides it.") { Allowed = [Yes, "false"] };
    private static readonly ApiParameters Parameters = new(Incident, Stack, Service, Host, From, To, Limit, Hidden);

    /// <summary>Those that the timeline of a given incident takes.</summary>
    public static ApiParameters RangeParameters { get; } = new(From, To, Limit, Hidden);

    public static void Map(IEndpointRouteBuilder routes, IIncidentAccess access, TimeProvider clock) =>
        _ = routes.MapGet("/api/v1/timeline", async (HttpRequest request, CancellationToken cancellationToken) =>
            {
                var query = new ApiQuery(request, Parameters);
                var asked = Range(query, clock.GetUtcNow()) with
                {
                    Incident = query.Text(Incident),
                    Stack = query.Text(Stack),
                    Service = query.Text(Service),
                    Host = query.Text(Host),
                };
                return Results.Json(await access.TimelineAsync(asked, cancellationToken), ApiJson.Default.TimelineAnswer);
            })
            .WithTags("timeline")
            .Described("getTimeline", "What happened to an incident, or to a stack, service or host: events, diagnoses, messages, people's actions.", Parameters)
            .Answers<TimelineAnswer>(StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);

    public static TimelineRequest Range(ApiQuery query, DateTimeOffset now) => new()
    {
        From = query.Time(From, now),
        To = query.Time(To, now),
        Limit = query.Number(Limit, TimelineRequest.UsualLimit),
        WithHidden = query.Text(Hidden) == Yes,
    };
}
