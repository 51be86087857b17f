using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Diagnoser.Contracts;
using Diagnoser.Server.Api;
using Diagnoser.Server.Incidents;
using Diagnoser.Server.Timelines;
using Microsoft.AspNetCore.Http;

namespace Diagnoser.Server.Cli.Incidents;

/// <summary>Answers from the API of a server.</summary>
internal sealed class ServerAccess : IIncidentAccess, IDisposable
{
    private const int LargestAnswer = 64 * 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient _client;
    private readonly string _name;

    public ServerAccess(Uri server)
    {
        // Behind a proxy the API may lie below a path. What stands before an @ is nobody's concern.
        var path = server.AbsolutePath.TrimEnd('/') + "/";
        _name = server.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/');
        _client = new HttpClient(new SocketsHttpHandler { ConnectTimeout = Patience })
        {
            BaseAddress = new Uri(new Uri(server.GetLeftPart(UriPartial.Authority)), path),
            Timeout = Patience,
            MaxResponseContentBufferSize = LargestAnswer,
        };
    }

    public Task<IReadOnlyList<Incident>> ListAsync(IncidentRequest request, CancellationToken cancellationToken) => GetAsync(
        "api/v1/incidents" + Query(
            ("status", request.Status switch
            {
                IncidentSelection.Active => "active",
                IncidentSelection.Resolved => "resolved",
                _ => "all",
            }),
            ("stack", request.Stack),
            ("service", request.Service),
            ("host", request.Host),
            ("from", Time(request.From)),
            ("to", Time(request.To)),
            ("limit", request.Limit.ToString(CultureInfo.InvariantCulture))),
        ApiJson.Default.IReadOnlyListIncident,
        cancellationToken);

    public Task<Incident> FindAsync(string id, CancellationToken cancellationToken) =>
        GetAsync(Incident(id), ContractsJson.Default.Incident, cancellationToken);

    public Task<Incident> AcknowledgeAsync(string id, string by, CancellationToken cancellationToken) =>
        PostAsync(Incident(id) + "/acknowledge", new AcknowledgeRequest(by), ApiJson.Default.AcknowledgeRequest, cancellationToken);

    public Task<Incident> ResolveAsync(string id, string by, string? why, CancellationToken cancellationToken) =>
        PostAsync(Incident(id) + "/resolve", new ResolveRequest(by, why), ApiJson.Default.ResolveRequest, cancellationToken);

    public Task<IReadOnlyList<NotifierState>> NotifiersAsync(string id, CancellationToken cancellationToken) =>
        GetAsync(Incident(id) + "/notifiers", ApiJson.Default.IReadOnlyListNotifierState, cancellationToken);

    public Task<TimelineAnswer> TimelineAsync(TimelineRequest request, CancellationToken cancellationToken) => GetAsync(
        "api/v1/timeline" + Query(
            ("incident", request.Incident),
            ("stack", request.Stack),
            ("service", request.Service),
            ("host", request.Host),
            ("from", Time(request.From)),
            ("to", Time(request.To)),
            ("limit", request.Limit.ToString(CultureInfo.InvariantCulture)),
            ("hidden", request.WithHidden ? "true" : null)),
        ApiJson.Default.TimelineAnswer,
        cancellationToken);

    public void Dispose() => _client.Dispose();

    private static string Incident(string id) => $"api/v1/incidents/{Uri.EscapeDataString(IncidentIds.Checked(id))}";

    private static string? Time(DateTimeOffset? time) => time is { } given ? TimeText.Of(given) : null;

    private static string Query(params IReadOnlyList<(string Name, string? Value)> parameters) =>
        QueryString.Create(parameters.Where(p => p.Value is not null).Select(p => KeyValuePair.Create(p.Name, p.Value))).Value ?? "";

    private async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return await SendAsync(request, type, cancellationToken);
    }

    private async Task<Incident> PostAsync<T>(string path, T body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, type)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        return await SendAsync(request, ContractsJson.Default.Incident, cancellationToken);
    }

    private async Task<T> SendAsync<T>(HttpRequestMessage request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        try
        {
            using var answer = await _client.SendAsync(request, cancellationToken);
            await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
            if (!answer.IsSuccessStatusCode)
            {
                throw await RefusedAsync(answer, body, cancellationToken);
            }

            return await JsonSerializer.DeserializeAsync(body, type, cancellationToken) ?? throw Foreign("null");
        }
        catch (HttpRequestException problem)
        {
            throw CommandFailedException.Unreachable(
                $"{_name} cannot be reached: {problem.Message.TrimEnd('.')}. Is diagnoser up or diagnoser server running there, with the role serve?");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw CommandFailedException.Unreachable(string.Create(CultureInfo.InvariantCulture, $"{_name} has not answered within {Patience.TotalSeconds:0} s"));
        }
        catch (JsonException)
        {
            throw Foreign("something else than the JSON that is known here");
        }
    }

    private async Task<Exception> RefusedAsync(HttpResponseMessage answer, Stream body, CancellationToken cancellationToken)
    {
        var status = string.Create(CultureInfo.InvariantCulture, $"{(int)answer.StatusCode} {answer.ReasonPhrase}");
        if (answer.Content.Headers.ContentType?.MediaType != ApiGate.ProblemType)
        {
            return Foreign(status);
        }

        var detail = (await JsonSerializer.DeserializeAsync(body, ApiJson.Default.ProblemDetails, cancellationToken))?.Detail;
        return (answer.StatusCode, detail) switch
        {
            (HttpStatusCode.BadRequest, { } text) => new RequestRefusedException(Refusal.Wrong, text),
            (HttpStatusCode.NotFound, { } text) => new RequestRefusedException(Refusal.Unknown, text),
            (HttpStatusCode.Conflict, { } text) => new RequestRefusedException(Refusal.Ambiguous, text),
            _ => CommandFailedException.Unreachable($"{_name} answers {status}{(detail is null ? "" : $": {detail}")}"),
        };
    }

    private CommandFailedException Foreign(string what) =>
        CommandFailedException.Unreachable($"{_name} answers, but with {what}: is it a Diagnoser server of this version?");
}
