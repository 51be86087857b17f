using Diagnoser.Server.Hosting;
using Diagnoser.Server.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Diagnoser.Server.Api;

/// <summary><c>/healthz</c>: the process lives. <c>/readyz</c>: it has what it needs, with what is wrong where it has not.</summary>
internal static class HealthEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, IStore store, Readiness readiness)
    {
        _ = routes.MapGet("/healthz", () => Results.Text("alive\n"));
        _ = routes.MapGet("/readyz", async (CancellationToken cancellationToken) =>
        {
            var parts = new SortedDictionary<string, string?>(readiness.Parts.ToDictionary(p => p.Key, p => p.Value), StringComparer.Ordinal);
            try
            {
                await store.PingAsync(cancellationToken);
                parts["store"] = null;
            }
            catch (StoreException problem)
            {
                parts["store"] = problem.Message;
            }

            var ready = parts.Values.All(problem => problem is null);
            var lines = parts.Select(p => $"{p.Key}: {p.Value ?? "ok"}\n");
            return Results.Text(string.Concat(lines), statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        });
    }
}
