using Diagnoser.Server.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Diagnoser.Server.Api;

/// <summary><c>/api/v1/quarantine</c>: what came over the bus and could not be read or processed.</summary>
internal static class QuarantineEndpoints
{
    private const int UsualLimit = 20;

    // A record holds up to 64 KiB.
    private static readonly ApiParameter Limit = new("limit", "At most so many records.") { Most = 100 };
    private static readonly ApiParameters Parameters = new(Limit);

    public static void Map(IEndpointRouteBuilder routes, IStore store) =>
        _ = routes.MapGet("/api/v1/quarantine", async (HttpRequest request, CancellationToken cancellationToken) =>
            {
                var limit = new ApiQuery(request, Parameters).Number(Limit, UsualLimit);
                var records = await store.QuarantineAsync(limit, cancellationToken);
                return Results.Json(new QuarantineAnswer(await store.CountQuarantineAsync(cancellationToken), records), ApiJson.Default.QuarantineAnswer);
            })
            .WithTags("quarantine")
            .Described("listQuarantine", "What was set aside because it could not be read or processed, the newest first, and how much that is.", Parameters)
            .Answers<QuarantineAnswer>();
}
