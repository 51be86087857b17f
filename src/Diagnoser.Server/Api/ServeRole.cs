using System.Net;
using System.Net.Sockets;
using System.Text.Json.Serialization.Metadata;
using Diagnoser.Contracts;
using Diagnoser.Server.Cli;
using Diagnoser.Server.Hosting;
using Diagnoser.Server.Incidents;
using Diagnoser.Server.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Diagnoser.Server.Api;

/// <summary>The role that answers over HTTP. Without other configuration it listens on this machine's loopback only.</summary>
internal sealed partial class ServeRole(IStore store, IncidentKeeper keeper, Readiness readiness, ApiAddress address, TimeProvider clock, ILoggerFactory logging) : IRole
{
    private readonly ILogger _logger = logging.CreateLogger<ServeRole>();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name => RoleNames.Serve;

    /// <summary>The address that it listens on, once it does; the port is known even if any was asked for.</summary>
    public Task<Uri> Address => _address.Task;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        WebApplication? app = null;
        try
        {
            var endPoints = await address.EndPointsAsync(cancellationToken);
            app = Build(endPoints);
            await app.StartAsync(cancellationToken);
            var served = new Uri(app.Urls.First());
            Tell(served, IsOpen(endPoints));
            readiness.Good("http");
            _address.SetResult(served);
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5), clock);
            await app.StopAsync(limit.Token);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped before it served.
        }
        catch (Exception problem) when (problem is IOException or SocketException)
        {
            if (address.IsEssential)
            {
                throw CommandFailedException.Unreachable($"the API cannot be served at {address.Listen}: {problem.Message} Name another address with --http, or leave the role serve out");
            }

            // The other parts of this process are worth more than the API.
            Log.NotServed(_logger, address.Listen, problem.Message);
            readiness.Bad("http", problem.Message);
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            await (app?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    private WebApplication Build(IReadOnlyList<IPEndPoint> endPoints)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        _ = builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = JsonBody.Most;
            foreach (var endPoint in endPoints)
            {
                kestrel.Listen(endPoint);
            }
        });
        _ = builder.Services.AddRoutingCore().AddSingleton(logging).AddApiDocument().Configure<JsonOptions>(json =>
        {
            // Nothing is serialised that no context knows.
            json.SerializerOptions.TypeInfoResolver = JsonTypeInfoResolver.Combine(ContractsJson.Default, ApiJson.Default);
        });
        var app = builder.Build();
        var gate = new ApiGate(address, IsOpen(endPoints), _logger);
        _ = app.Use(gate.PassAsync);
        _ = app.UseRouting();
        _ = app.UseEndpoints(_ => { });
        var access = new StoreAccess(store, keeper, clock);
        HealthEndpoints.Map(app, store, readiness);
        IncidentEndpoints.Map(app, access, clock);
        TimelineEndpoints.Map(app, access, clock);
        QuarantineEndpoints.Map(app, store);
        _ = app.MapOpenApi();
        return app;
    }

    private void Tell(Uri served, bool isOpen)
    {
        Log.Serves(_logger, served);
        if (isOpen)
        {
            Log.Open(_logger, served);
        }
    }

    private static bool IsOpen(IReadOnlyList<IPEndPoint> endPoints) => endPoints.Any(e => !IPAddress.IsLoopback(e.Address));

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "the API is served at {Address}")]
        public static partial void Serves(ILogger logger, Uri address);

        [LoggerMessage(Level = LogLevel.Warning, Message = "the API at {Address} has no authentication yet: whoever reaches it can read everything, and acknowledge and resolve incidents. Keep it behind a proxy that asks who it is, or on a private network")]
        public static partial void Open(ILogger logger, Uri address);

        [LoggerMessage(Level = LogLevel.Error, Message = "the API is not served at {Address}: {Problem}")]
        public static partial void NotServed(ILogger logger, Uri address, string problem);
    }
}
