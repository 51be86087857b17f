using System.Net;
using System.Text.Json;
using Docker.DotNet.Handler.Abstractions;
using Microsoft.Extensions.Logging.Abstractions;
using NativeTransport = Docker.DotNet.NativeHttp.DockerHandlerFactory;
using UnixTransport = Docker.DotNet.Unix.DockerHandlerFactory;

namespace Diagnoser.Collector.Endpoints;

/// <summary>
/// Reads from one engine: only GET, never a change. The library's transports carry the requests, its models do not: evidence is
/// the engine's own JSON, and the library keeps that to itself.
/// </summary>
internal sealed class EngineClient : IDisposable
{
    private const int MaxAnswerBytes = 32 * 1024 * 1024;

    private readonly HttpClient _http;

    public EngineClient(Uri endpoint)
    {
        Endpoint = endpoint;
        var options = new ResolvedClientOptions
        {
            Endpoint = endpoint,
            AuthProvider = NoopAuthProvider.Instance,
            Headers = new Dictionary<string, string>(),
            Timeout = Timeout.InfiniteTimeSpan,
        };
        var transport = endpoint.Scheme == "unix"
            ? UnixTransport.Instance.CreateHandler(options, NullLogger.Instance)
            : NativeTransport.Instance.CreateHandler(options, NullLogger.Instance);
        _http = new HttpClient(transport.Handler)
        {
            BaseAddress = transport.EffectiveEndpoint,
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = MaxAnswerBytes,
        };
    }

    public Uri Endpoint { get; }

    /// <summary>The answer as JSON.</summary>
    public async Task<JsonElement> GetAsync(string path, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        try
        {
            using var response = await _http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            await ThrowIfRefusedAsync(response, limit.Token);
            return JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(limit.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"the engine did not answer {path} within {patience.TotalSeconds:0.#} s");
        }
    }

    /// <summary>The answer as a stream, as it comes.</summary>
    public async Task<Stream> OpenAsync(string path, CancellationToken cancellationToken)
    {
        var response = await _http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        try
        {
            await ThrowIfRefusedAsync(response, cancellationToken);
            return await response.Content.ReadAsStreamAsync(cancellationToken);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    public void Dispose() => _http.Dispose();

    private static async Task ThrowIfRefusedAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode != HttpStatusCode.OK)
        {
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            throw new EngineRefusedException(response.StatusCode, text.Length > 500 ? text[..500] : text);
        }
    }
}
