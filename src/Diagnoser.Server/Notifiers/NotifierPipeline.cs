using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Diagnoser.Collector.Configuration;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Diagnoser.Server.Notifiers;

/// <summary>
/// The one way that a notifier reaches its vendor: a time-out, two quick retries where nothing was sent yet, and a circuit breaker.
/// Anything that needs more patience goes back to the outbox, which survives a restart.
/// </summary>
internal sealed class NotifierPipeline : IDisposable
{
    /// <summary>How long a request may take, its quick retries included.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>The longest wait that a vendor can ask for.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);

    /// <summary>How long a vendor that fails again and again is left alone.</summary>
    public static readonly TimeSpan Break = TimeSpan.FromSeconds(15);

    private const int QuickRetries = 2;
    private const int FailuresThatBreak = 5;
    private const int BodyShown = 200;
    private const int BodyRead = 1024 * 1024;

    private readonly HttpClient _client;
    private readonly ResiliencePipeline<HttpAnswer> _pipeline;
    private readonly TimeProvider _clock;
    private readonly string _host;
    private readonly IReadOnlyList<string> _secrets;

    /// <param name="address">Where the requests go.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="token">The bearer token, if the vendor wants one.</param>
    public NotifierPipeline(NotifierAddress address, TimeProvider clock, string? token = null)
    {
        _clock = clock;
        _host = address.Host;
        _secrets = Secrets(address.Uri, token);
        var handler = new SocketsHttpHandler
        {
            // A redirect would carry the incident, and the token, to somebody who was not configured.
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),

            // Spans of the HTTP client hold the whole address, and that of a webhook is a secret; nor does a vendor need our trace ids.
            ActivityHeadersPropagator = null,
        };
        _client = new HttpClient(handler) { Timeout = System.Threading.Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = BodyRead };
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("diagnoser", null));
        _client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        _pipeline = Pipeline(clock);
    }

    /// <summary>Posts JSON and judges the answer by HTTP's own rules; throws only if the caller cancels.</summary>
    public async Task<HttpAnswer> PostAsync(Uri address, ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        try
        {
            return await _pipeline.ExecuteAsync(token => AttemptAsync(address, json, token), cancellationToken);
        }
        catch (BrokenCircuitException broken)
        {
            var left = broken.RetryAfter ?? Break;
            return HttpAnswer.None(DeliveryResult.Retry($"{_host} failed again and again; it is left alone for {Durations.Text(left)}", left));
        }
        catch (TimeoutRejectedException)
        {
            return HttpAnswer.None(DeliveryResult.Retry($"{_host} gave no answer within {Durations.Text(Timeout)}; it may have taken the message"));
        }
        catch (HttpRequestException exception)
        {
            return HttpAnswer.None(DeliveryResult.Retry(Words(exception)));
        }
    }

    /// <summary>Somebody else's text as one short harmless line without our secrets, for a reason.</summary>
    public string Shown(string text)
    {
        foreach (var secret in _secrets)
        {
            text = text.Replace(secret, "[secret]", StringComparison.OrdinalIgnoreCase);
        }

        return TerminalText.Line(text.Trim(), BodyShown);
    }

    public void Dispose() => _client.Dispose();

    private static ResiliencePipeline<HttpAnswer> Pipeline(TimeProvider clock)
    {
        var failed = new PredicateBuilder<HttpAnswer>()
            .Handle<HttpRequestException>()
            .Handle<TimeoutRejectedException>()
            .HandleResult(answer => answer.Status >= 500);

        // Only these are sure to have sent nothing, so that trying again cannot make two messages of one.
        var unsent = new PredicateBuilder<HttpAnswer>().Handle<HttpRequestException>(
            e => e.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError);
        return new ResiliencePipelineBuilder<HttpAnswer> { TimeProvider = clock }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpAnswer>
            {
                ShouldHandle = failed,
                FailureRatio = 1,
                MinimumThroughput = FailuresThatBreak,
                SamplingDuration = TimeSpan.FromMinutes(2),
                BreakDuration = Break,
            })
            .AddTimeout(Timeout)
            .AddRetry(new RetryStrategyOptions<HttpAnswer>
            {
                ShouldHandle = unsent,
                MaxRetryAttempts = QuickRetries,
                Delay = TimeSpan.FromMilliseconds(200),
                BackoffType = DelayBackoffType.Exponential,
            })
            .Build();
    }

    private async ValueTask<HttpAnswer> AttemptAsync(Uri address, ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ReadOnlyMemoryContent(json) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        using var response = await _client.SendAsync(request, cancellationToken);

        // Whatever charset it claims: some are not known here, and then the text could not be read at all.
        var body = Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        var wait = RetryAfter(response.Headers.RetryAfter);
        return new HttpAnswer((int)response.StatusCode, body, wait, Judge((int)response.StatusCode, body, wait));
    }

    private DeliveryResult? Judge(int status, string body, TimeSpan? wait)
    {
        var said = body.Length == 0 ? $"{_host} answered {status}" : $"{_host} answered {status}: {Shown(body)}";
        return status switch
        {
            >= 200 and < 300 => null,
            (int)HttpStatusCode.TooManyRequests => DeliveryResult.Retry($"{_host} asks for fewer messages (429)", wait),
            (int)HttpStatusCode.RequestTimeout or >= 500 => DeliveryResult.Retry(said, wait),
            >= 300 and < 400 => DeliveryResult.Refused($"{_host} answered {status}, which leads elsewhere; that is not followed: configure the address that it leads to"),
            _ => DeliveryResult.Refused(said),
        };
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header)
    {
        var wait = header?.Delta ?? (header?.Date - _clock.GetUtcNow());
        return wait is not { } asked ? null : asked < TimeSpan.Zero ? TimeSpan.Zero : asked > LongestWait ? LongestWait : asked;
    }

    // Our own words: messages of exceptions may name the address.
    private string Words(HttpRequestException exception) => exception.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => $"the name {_host} could not be resolved",
        HttpRequestError.ConnectionError when exception.InnerException is SocketException socket => $"cannot connect to {_host}: {socket.SocketErrorCode}",
        HttpRequestError.ConnectionError => $"cannot connect to {_host}",
        HttpRequestError.SecureConnectionError => $"no safe connection to {_host}: its certificate is not trusted here, or something stands between",
        HttpRequestError.ConfigurationLimitExceeded => $"the answer of {_host} was longer than any that was expected",
        _ => $"the connection to {_host} broke; it may have taken the message",
    };

    private static List<string> Secrets(Uri address, string? token)
    {
        List<string> secrets = [];
        if (token is { Length: > 0 })
        {
            secrets.Add(token);
        }

        // Long ones first: a part must not be taken out of the whole before it was found.
        if (address.PathAndQuery.Length > 1)
        {
            secrets.Add(address.PathAndQuery);
            secrets.Add(Uri.UnescapeDataString(address.PathAndQuery));
        }

        var parts = address.Query.TrimStart('?').Split('&').Select(pair => pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..]).Concat(address.Segments.Select(s => s.Trim('/')));
        foreach (var part in parts.Where(p => p.Length >= 12).OrderByDescending(p => p.Length))
        {
            secrets.Add(part);
            secrets.Add(Uri.UnescapeDataString(part));
        }

        return secrets;
    }
}
