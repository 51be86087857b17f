using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Diagnoser.Server.Api;

/// <summary>
/// Answers in place of the API while a server waits for its store: that it lives, and why it is not ready. Without it whoever probes a server
/// would restart it for a database that is away.
/// </summary>
internal sealed class WaitingRoom : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WaitingRoom(WebApplication app) => _app = app;

    /// <summary>Opens it; null if the address cannot be listened on, which the API will tell.</summary>
    public static async Task<WaitingRoom?> OpenAsync(ApiAddress address, Func<string> problem, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        WebApplication? app = null;
        try
        {
            var endPoints = await address.EndPointsAsync(cancellationToken);
            _ = builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                foreach (var endPoint in endPoints)
                {
                    kestrel.Listen(endPoint);
                }
            });
            app = builder.Build();
            app.Run(context => AnswerAsync(context, problem()));
            await app.StartAsync(cancellationToken);
            return new WaitingRoom(app);
        }
        catch (Exception fault) when (fault is IOException or SocketException)
        {
            await (app?.DisposeAsync() ?? ValueTask.CompletedTask);
            return null;
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static Task AnswerAsync(HttpContext context, string problem)
    {
        var lives = context.Request.Path == "/healthz";
        context.Response.StatusCode = lives ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return context.Response.WriteAsync(lives ? "alive\n" : $"store: {problem}\n");
    }
}
