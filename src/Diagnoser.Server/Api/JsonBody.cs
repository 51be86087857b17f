using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Diagnoser.Server.Api;

/// <summary>Reads the JSON that comes with a request.</summary>
internal static class JsonBody
{
    /// <summary>Most bytes that a request may bring.</summary>
    public const int Most = 16 * 1024;

    /// <exception cref="RequestRefusedException">It is not what the example shows.</exception>
    public static async Task<T> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type, string example, CancellationToken cancellationToken)
        where T : class
    {
        if (!request.HasJsonContentType())
        {
            throw new BadHttpRequestException($"send JSON, with Content-Type: application/json, such as {example}", StatusCodes.Status415UnsupportedMediaType);
        }

        try
        {
            return await request.ReadFromJsonAsync(type, cancellationToken) ?? throw Wrong(example, "it is null");
        }
        catch (JsonException problem)
        {
            throw Wrong(example, problem.Path is { Length: > 1 } path ? $"see {path}" : "it is not one JSON object");
        }
    }

    private static RequestRefusedException Wrong(string example, string problem) => RequestRefusedException.Wrong("body", $"send JSON such as {example}; {problem}");
}
