using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Diagnoser.Server.Tests.Support;

/// <summary>What a fake vendor does instead of taking the next request.</summary>
internal abstract record Trouble
{
    /// <summary>Answers this.</summary>
    public sealed record Answer(int Status, string Body = "", string? RetryAfter = null) : Trouble
    {
        public string? Location { get; init; }
    }

    /// <summary>Never answers.</summary>
    public sealed record Silence : Trouble;

    /// <summary>Takes the request and cuts the connection.</summary>
    public sealed record Reset : Trouble;
}

/// <summary>A request as it came.</summary>
internal sealed record Received(string Path, string ContentType, string? Authorization, string Body, IReadOnlyDictionary<string, string> Headers);

/// <summary>
/// Real HTTP, on loopback unless told otherwise, that can be told to fail. A request that a vendor would not take is a violation: it is answered as the vendor
/// would, and kept for the test to see.
/// </summary>
internal abstract class FakeVendor : IAsyncDisposable
{
    private readonly ConcurrentQueue<Trouble> _troubles = new();
    private readonly ConcurrentQueue<Received> _received = new();
    private readonly ConcurrentQueue<string> _violations = new();
    private readonly CancellationTokenSource _stop = new();
    private WebApplication? _app;

    /// <summary>Where it listens, such as <c>http://127.0.0.1:41234</c>.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Every request, those that met trouble too.</summary>
    public IReadOnlyList<Received> Received => [.. _received];

    /// <summary>What the vendor would not have taken, in words; a test that ends with one has found a fault.</summary>
    public IReadOnlyList<string> Violations => [.. _violations];

    /// <summary>The next requests meet this, one each.</summary>
    public void Next(params IReadOnlyList<Trouble> troubles)
    {
        foreach (var trouble in troubles)
        {
            _troubles.Enqueue(trouble);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        _stop.Dispose();
    }

    protected async Task ListenAsync(int port, string host = "127.0.0.1")
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        _ = builder.WebHost.UseKestrelCore().UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://{host}:{port}"));
        _ = builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Run(HandleAsync);
        await _app.StartAsync();
        Address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
    }

    /// <summary>Takes a request that met no trouble.</summary>
    protected abstract Trouble.Answer Take(Received request, Action<string> violation);

    private async Task HandleAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var request = new Received(
            context.Request.Path + context.Request.QueryString,
            context.Request.ContentType ?? "",
            context.Request.Headers.Authorization,
            await reader.ReadToEndAsync(),
            context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase));
        _received.Enqueue(request);
        var what = _troubles.TryDequeue(out var trouble) ? trouble : Take(request, _violations.Enqueue);
        switch (what)
        {
            case Trouble.Silence:
                using (var gone = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, context.RequestAborted))
                {
                    await Task.Delay(Timeout.Infinite, gone.Token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                }

                context.Abort();
                break;
            case Trouble.Reset:
                context.Abort();
                break;
            case Trouble.Answer answer:
                context.Response.StatusCode = answer.Status;
                context.Response.Headers.RetryAfter = answer.RetryAfter;
                context.Response.Headers.Location = answer.Location;
                context.Response.ContentType = answer.Body.StartsWith('{') ? "application/json; charset=utf-8" : "text/plain; charset=utf-8";
                await context.Response.WriteAsync(answer.Body);
                break;
        }
    }
}
