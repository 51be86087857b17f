using System.Text.Json;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.Server.Tests.Api;

public sealed class ApiDocumentTests : IAsyncLifetime
{
    private TestApi _api = null!;

    public async ValueTask InitializeAsync() => _api = await TestApi.StartAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task The_document_lists_every_operation()
    {
        var document = await _api.GetAsync("openapi/v1.json");

        var operations =
            from path in document.GetProperty("paths").EnumerateObject()
            from operation in path.Value.EnumerateObject()
            select $"{operation.Name} {path.Name}";
        Assert.Equal(
            [
                "get /api/v1/incidents",
                "get /api/v1/incidents/{id}",
                "get /api/v1/incidents/{id}/notifiers",
                "get /api/v1/incidents/{id}/timeline",
                "get /api/v1/quarantine",
                "get /api/v1/timeline",
                "get /healthz",
                "get /readyz",
                "post /api/v1/incidents/{id}/acknowledge",
                "post /api/v1/incidents/{id}/resolve",
            ],
            operations.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_operation_says_what_it_does_takes_and_gives()
    {
        var document = await _api.GetAsync("openapi/v1.json");

        Assert.StartsWith("3.", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        foreach (var operation in document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()))
        {
            Assert.NotEmpty(operation.Value.GetProperty("summary").GetString()!);
            Assert.NotEmpty(operation.Value.GetProperty("operationId").GetString()!);
            Assert.True(operation.Value.GetProperty("responses").GetProperty("200").TryGetProperty("content", out _));
            Assert.True(operation.Name == "get" || operation.Value.TryGetProperty("requestBody", out _));
        }

        var list = document.GetProperty("paths").GetProperty("/api/v1/incidents").GetProperty("get");
        Assert.Equal(
            ["status", "stack", "service", "host", "from", "to", "limit"],
            list.GetProperty("parameters").EnumerateArray().Select(p => p.GetProperty("name").GetString()));
        Assert.True(list.GetProperty("responses").GetProperty("400").GetProperty("content").TryGetProperty("application/problem+json", out _));
    }

    [Theory]
    [InlineData("Incident", "id status severity root symptoms opened lastSeen acknowledgedBy resolution")]
    [InlineData("Diagnosis", "rule summary cause certainty evidence missing fixes")]
    [InlineData("TimelineAnswer", "from to entries incident truncated")]
    [InlineData("TimelineEntry", "time kind text by")]
    [InlineData("AcknowledgeRequest", "by")]
    [InlineData("ResolveRequest", "by why")]
    [InlineData("QuarantineAnswer", "count records")]
    [InlineData("ProblemDetails", "title detail status")]
    public async Task The_schemas_of_what_is_given_and_taken_are_there(string schema, string properties)
    {
        var document = await _api.GetAsync("openapi/v1.json");

        var described = document.GetProperty("components").GetProperty("schemas").GetProperty(schema).GetProperty("properties");
        Assert.All(properties.Split(' '), name => Assert.True(described.TryGetProperty(name, out _), $"{schema}.{name}"));
    }

    [Fact]
    public async Task Every_reference_leads_to_a_schema()
    {
        var document = await _api.GetAsync("openapi/v1.json");

        var known = document.GetProperty("components").GetProperty("schemas").EnumerateObject().Select(s => "#/components/schemas/" + s.Name).ToHashSet();
        Assert.All(References(document), reference => Assert.Contains(reference, known));
    }

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p =>
            p is { Name: "$ref", Value.ValueKind: JsonValueKind.String } ? [p.Value.GetString()!] : References(p.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };
}
