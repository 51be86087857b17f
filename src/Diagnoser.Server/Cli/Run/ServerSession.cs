using System.Runtime.InteropServices;
using Diagnoser.Collector.Configuration;
using Diagnoser.Collector.Publishing;
using Diagnoser.Collector.Telemetry;
using Diagnoser.Server.Api;
using Diagnoser.Server.Bus;
using Diagnoser.Server.Cli.Output;
using Diagnoser.Server.Cli.Rules;
using Diagnoser.Server.Hosting;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Stores.Postgres;
using Diagnoser.Server.Stores.Sqlite;
using Diagnoser.Server.Telemetry;
using Microsoft.Extensions.Logging;

namespace Diagnoser.Server.Cli.Run;

/// <summary>One <c>server</c> from its start to its end.</summary>
internal sealed partial class ServerSession(ServerOptions options, Surroundings surroundings)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var settings = ServerSettings.Load(surroundings, options.Flags(), options.Config);
        settings.Require(BusSettings.Uri);
        var runbooks = RunbookFolders.Open(settings.Text(ServerSettings.RunbooksFolder), surroundings);
        var target = OtlpTarget.Of(settings, surroundings.Settings, "diagnoser-server");
        using var export = OtlpExport.Start(target, [Tracing.Name]);
        using var logging = LineLoggerProvider.Factory(surroundings.Error, surroundings.Clock, dated: true, target);
        var logger = logging.CreateLogger<ServerSession>();
        using var folder = settings.Text(ServerSettings.Postgres) is null
            ? DataFolder.Take(settings.Text(ServerSettings.StoreData) ?? DataFolder.Default(surroundings.Variable))
            : null;
        try
        {
            await using var store = await OpenStoreAsync(settings, folder, logger, cancellationToken);
            var broker = BusSettings.Broker(settings)! with { ConnectionName = "diagnoser-server" };
            var plan = Plans.Of(settings, options.Roles, store, runbooks, surroundings.Clock, logging) with { Broker = broker };
            await using var host = new RoleHost(plan);
            using var hangUp = OnHangUp(host.RunbooksAsked);
            Log.Starts(logger, string.Join(", ", options.Roles), broker.Address, store.Description, Report.Count(runbooks.Rules.Rules.Count, "rule"), plan.Tells);
            await host.RunAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped before it began.
        }

        Log.Stopped(logger);
        return ExitCodes.Done;
    }

    // As services do: a hang-up means to look at the files again, not to end.
    private static PosixSignalRegistration OnHangUp(Signal asked) => PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
    {
        signal.Cancel = true;
        asked.Set();
    });

    // A server that starts before its database, as after a power cut, waits for it.
    private async Task<IStore> OpenStoreAsync(Settings settings, DataFolder? folder, ILogger logger, CancellationToken cancellationToken)
    {
        if (folder is not null)
        {
            return SqliteStore.Open(folder.StoreFile);
        }

        var pause = ShortestPause;
        var told = "";
        WaitingRoom? room = null;
        try
        {
            while (true)
            {
                try
                {
                    return await PostgresStore.OpenAsync(settings.Text(ServerSettings.Postgres)!, cancellationToken);
                }
                catch (StoreException problem) when (problem is not StoreVersionException)
                {
                    if (told != problem.Message)
                    {
                        told = problem.Message;
                        Log.StoreAway(logger, problem.Message);
                    }
                }

                if (options.Roles.Contains(RoleNames.Serve))
                {
                    room ??= await WaitingRoom.OpenAsync(new ApiAddress(Plans.Listen(settings)), () => told, cancellationToken);
                }

                await Task.Delay(pause, surroundings.Clock, cancellationToken);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
        finally
        {
            await (room?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "diagnoser server starts: {Roles}; RabbitMQ at {Broker}; {Store}; {Rules}; tells {Tells}")]
        public static partial void Starts(ILogger logger, string roles, string broker, string store, string rules, string tells);

        [LoggerMessage(Level = LogLevel.Information, Message = "stopped")]
        public static partial void Stopped(ILogger logger);

        [LoggerMessage(Level = LogLevel.Error, Message = "{Problem}. Trying on")]
        public static partial void StoreAway(ILogger logger, string problem);
    }
}
