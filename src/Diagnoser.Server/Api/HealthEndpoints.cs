using Diagnoser.Server.Hosting;
using Diagnoser.Server.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Diagnoser.Server.Api;

/// <summary><c>/healthz</c>: the process lives. <c>/readyz</c>: it has what it needs, with what is wrong where it has not, and what to look after where it has.</summary>
internal static class HealthEndpoints
{
    private const string Json = "json";

    // Less than those wait who ask for health.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly ApiParameter Format = new("format", "How: text (the default) or json.") { Allowed = ["text", Json] };
    private static readonly ApiParameters Parameters = new(Format);

    public static void Map(IEndpointRouteBuilder routes, IStore store, Readiness readiness)
    {
        // Whoever asks for health adds what he likes to the query, to get around caches.
        _ = routes.MapGet("/healthz", () => Results.Text("alive\n"))
            .WithTags("health")
            .Described("getHealth", "Answers as long as the process lives.", new ApiParameters())
            .Produces<string>(StatusCodes.Status200OK, "text/plain");
        _ = routes.MapGet("/readyz", async (HttpRequest request, CancellationToken cancellationToken) =>
            {
                var asJson = new ApiQuery(request, Parameters).Text(Format) == Json || request.Headers.Accept.Any(a => a?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) == true);
                var parts = await PartsAsync(store, readiness, cancellationToken);
                var ready = parts.Values.All(part => part.Problem is null);
                var status = ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
                return asJson
                    ? Results.Json(ReadinessAnswer.Of(parts), ApiJson.Default.ReadinessAnswer, statusCode: status)
                    : Results.Text(string.Concat(parts.Select(p => $"{p.Key}: {p.Value.Text}\n")), statusCode: status);
            })
            .WithTags("health")
            .Described("getReadiness", "Whether this process has what it needs, part by part.", Parameters)
            .Produces<ReadinessAnswer>(StatusCodes.Status200OK, "application/json", "text/plain")
            .Produces<ReadinessAnswer>(StatusCodes.Status503ServiceUnavailable, "application/json", "text/plain");
    }

    private static async Task<SortedDictionary<string, PartState>> PartsAsync(IStore store, Readiness readiness, CancellationToken cancellationToken)
    {
        var parts = new SortedDictionary<string, PartState>(readiness.Parts.ToDictionary(p => p.Key, p => p.Value), StringComparer.Ordinal);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            await store.PingAsync(limit.Token);
            parts["store"] = PartState.Good;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            parts["store"] = new PartState($"{store.Description} has not answered within {Patience.TotalSeconds:0} s", null);
        }
        catch (StoreException problem)
        {
            parts["store"] = new PartState(problem.Message, null);
        }

        return parts;
    }
}
