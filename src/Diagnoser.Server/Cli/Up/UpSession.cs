using Diagnoser.Collector;
using Diagnoser.Collector.Configuration;
using Diagnoser.Collector.Sources.ContainerLogs;
using Diagnoser.Collector.Telemetry;
using Diagnoser.Engine.Matching;
using Diagnoser.Engine.Rules;
using Diagnoser.Server.Bus.Events;
using Diagnoser.Server.Cli.Output;
using Diagnoser.Server.Cli.Rules;
using Diagnoser.Server.Hosting;
using Diagnoser.Server.Runbooks;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Stores.Postgres;
using Diagnoser.Server.Stores.Sqlite;
using Diagnoser.Server.Telemetry;

namespace Diagnoser.Server.Cli.Up;

/// <summary>One <c>up</c> from its start to its end.</summary>
internal sealed class UpSession(UpOptions options, Surroundings surroundings)
{
    private static readonly string[] Roles = [RoleNames.Incident, RoleNames.Notify, RoleNames.Serve];

    // While a collector catches up on what happened when it was away, the clock must not decide that something stayed away.
    private static readonly TimeSpan CatchUp = TimeSpan.FromSeconds(1);

    // A clock this close needs no correction; more than that is another machine's.
    private static readonly TimeSpan ToleratedSkew = TimeSpan.FromMilliseconds(500);

    // Events of this machine that come later than this are not worth waiting for.
    private static readonly TimeSpan MostLag = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LookAtRules = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(5);

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var settings = ServerSettings.Load(surroundings, options.Flags());
        var runbooks = RunbookFolders.Open(options.Runbooks ?? settings.Text(ServerSettings.RunbooksFolder), surroundings);
        if (options.Demo)
        {
            return await new Demo(surroundings, options).RunAsync(runbooks.Rules, cancellationToken);
        }

        try
        {
            return await WatchAsync(runbooks, settings, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Say("stopped before anything was watched");
            return ExitCodes.Done;
        }
    }

    private async Task<int> WatchAsync(RunbooksInUse runbooks, Settings settings, CancellationToken cancellationToken)
    {
        var search = await surroundings.Docker.FindAsync(options.Docker, cancellationToken);
        var banner = new UpBanner(surroundings, options);
        if (search.Found is not { } endpoint)
        {
            EndpointText.Unreachable(search, surroundings);
            return options.Docker is not null ? ExitCodes.Unreachable : await new Demo(surroundings, options).RunAsync(runbooks.Rules, cancellationToken);
        }

        using var folder = DataFolder.Take(options.Data ?? settings.Text(ServerSettings.StoreData) ?? DataFolder.Default(surroundings.Variable));
        await using var store = settings.Text(ServerSettings.Postgres) is { } postgres
            ? await PostgresStore.OpenAsync(postgres, cancellationToken)
            : SqliteStore.Open(folder.StoreFile);
        var report = new Report(surroundings.Printer(options.Json, options.Quiet));
        var target = OtlpTarget.Of(settings, surroundings.Settings, "diagnoser");
        using var export = OtlpExport.Start(target, [Tracing.Name]);
        using var logging = LineLoggerProvider.Factory(surroundings.Error, surroundings.Clock, dated: false, target);
        await using var roles = new RoleHost(Plans.Of(settings, Roles, store, runbooks, surroundings.Clock, logging) with
        {
            Listeners = [new IncidentPrinter(report)],
        });
        var keeper = new TolerantKeeper(store, roles.Outbox.Set, surroundings.Tell);
        var times = new HostTimes(surroundings.Clock, MostLag, Skew(endpoint, search.Identity));
        var pipeline = new LivePipeline(store, runbooks, keeper, times, report, surroundings.Clock, surroundings.Tell);
        var recovered = await pipeline.BeginAsync(cancellationToken);
        banner.Watching(endpoint, search.Identity, runbooks.Rules, store.Description);

        var bus = new InProcessBus();
        var consumer = new EventConsumer(bus.Reader, pipeline, surroundings.Clock)
        {
            Seen = banner.Seen,
            NotBefore = recovered > 0 ? surroundings.Clock.GetUtcNow() + CatchUp : default,
        };
        var literals = new LogLiterals();
        var collector = new CollectorOptions(endpoint) { DataDirectory = folder.Path, Notice = banner.Notice, LogLiterals = literals };
        using var warm = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var warming = WarmUp.RunAsync(runbooks, options.Json, warm.Token);
        _ = banner.ServedAsync(roles.Api);
        await WithRolesAsync(roles, () => RunBothAsync(bus, consumer, collector, runbooks, cancellationToken));
        await warm.CancelAsync();

        // Its outcome is nobody's concern; only that it has ended.
        _ = await Task.WhenAny(warming);
        banner.Stopped(consumer.Events, report, keeper.NotKept, store.Description);
        return ExitCodes.Done;
    }

    // The roles outlive the watch by as long as they need to finish what it has concluded.
    private static async Task WithRolesAsync(RoleHost roles, Func<Task> watch)
    {
        using var stop = new CancellationTokenSource();
        var running = roles.RunAsync(stop.Token);
        try
        {
            await watch();
            _ = await Task.WhenAny(roles.DrainAsync(DrainLimit), running);
        }
        finally
        {
            await stop.CancelAsync();
            await running;
        }
    }

    private async Task RunBothAsync(InProcessBus bus, EventConsumer consumer, CollectorOptions collector, RunbooksInUse runbooks, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watching = WatchUntilStoppedAsync(bus, collector, stop.Token);
        var consuming = consumer.RunAsync(options.OnceIdle);
        var seeking = SeekAsync(runbooks, collector.LogLiterals, stop.Token);
        _ = await Task.WhenAny(watching, consuming);
        await stop.CancelAsync();
        await watching;
        await consuming;
        await seeking;
    }

    // The rules may change while they are in use, and with them the lines that they look for.
    private async Task SeekAsync(RunbooksInUse runbooks, LogLiterals literals, CancellationToken stop)
    {
        RuleSet? taken = null;
        while (!stop.IsCancellationRequested)
        {
            if (runbooks.Rules is var rules && !ReferenceEquals(rules, taken))
            {
                taken = rules;
                if (literals.Set(SoughtLines.Of(rules).Texts) is > 0 and var left)
                {
                    surroundings.Tell($"{left} texts that rules look for in lines of containers are too many; their lines stay unseen");
                }
            }

            await Task.Delay(LookAtRules, surroundings.Clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WatchUntilStoppedAsync(InProcessBus bus, CollectorOptions collector, CancellationToken stop)
    {
        try
        {
            await surroundings.Docker.WatchAsync(collector, surroundings.Clock, bus, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The normal end.
        }
        finally
        {
            bus.Complete();
        }
    }

    private TimeSpan Skew(Uri endpoint, DockerIdentity? identity)
    {
        if (identity is null || endpoint.Scheme == "unix")
        {
            return TimeSpan.Zero;
        }

        var skew = identity.Time - surroundings.Clock.GetUtcNow();
        return skew.Duration() < ToleratedSkew ? TimeSpan.Zero : skew;
    }

    private void Say(string text)
    {
        if (!options.Quiet)
        {
            surroundings.Tell(text);
        }
    }
}
