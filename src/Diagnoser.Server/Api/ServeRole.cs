using Diagnoser.Server.Hosting;
using Diagnoser.Server.Incidents;
using Diagnoser.Server.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Diagnoser.Server.Api;

/// <summary>The role that answers over HTTP. Without other configuration it listens on this machine's loopback only.</summary>
internal sealed partial class ServeRole(IStore store, IncidentKeeper keeper, Readiness readiness, Uri listen, TimeProvider clock, ILoggerFactory logging) : IRole
{
    private readonly ILogger _logger = logging.CreateLogger<ServeRole>();

    public string Name => RoleNames.Serve;

    /// <summary>The address that it listens on, once it does; the port is known even if any was asked for.</summary>
    public Uri? Address { get; private set; }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var app = Build();
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }
        catch (IOException problem)
        {
            // The other roles of this process are worth more than the API.
            readiness.Bad("http", problem.Message);
            Log.NotServed(_logger, listen, problem.Message);
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        Address = new Uri(app.Urls.First());
        Log.Serves(_logger, Address);
        await Task.Delay(Timeout.InfiniteTimeSpan, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5), clock);
        await app.StopAsync(limit.Token);
    }

    private WebApplication Build()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        _ = builder.WebHost.UseKestrelCore().UseUrls(listen.OriginalString);
        _ = builder.Services.AddRoutingCore().AddSingleton(logging);
        var app = builder.Build();
        HealthEndpoints.Map(app, store, readiness);
        _ = keeper;
        return app;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "the API is served at {Address}")]
        public static partial void Serves(ILogger logger, Uri address);

        [LoggerMessage(Level = LogLevel.Error, Message = "the API is not served at {Address}: {Problem}")]
        public static partial void NotServed(ILogger logger, Uri address, string problem);
    }
}
