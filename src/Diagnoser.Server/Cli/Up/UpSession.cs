using Diagnoser.Collector;
using Diagnoser.Engine;
using Diagnoser.Engine.Rules;
using Diagnoser.Server.Bus;
using Diagnoser.Server.Cli.Output;
using Diagnoser.Server.Cli.Rules;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Stores.Sqlite;

namespace Diagnoser.Server.Cli.Up;

/// <summary>One <c>up</c> from its start to its end.</summary>
internal sealed class UpSession(UpOptions options, Surroundings surroundings)
{
    // While a collector catches up on what happened when it was away, the clock must not decide that something stayed away.
    private static readonly TimeSpan CatchUp = TimeSpan.FromSeconds(1);

    // A clock this close needs no correction; more than that is another machine's.
    private static readonly TimeSpan ToleratedSkew = TimeSpan.FromMilliseconds(500);

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var rules = RunbookFolders.Load(options.Runbooks, surroundings);
        if (options.Demo)
        {
            return await new Demo(surroundings, options).RunAsync(rules, cancellationToken);
        }

        try
        {
            return await WatchAsync(rules, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Say("stopped before anything was watched");
            return ExitCodes.Done;
        }
    }

    private async Task<int> WatchAsync(RuleSet rules, CancellationToken cancellationToken)
    {
        var search = await surroundings.Docker.FindAsync(options.Docker, cancellationToken);
        var banner = new UpBanner(surroundings, options);
        if (search.Found is not { } endpoint)
        {
            EndpointText.Unreachable(search, surroundings);
            return options.Docker is not null ? ExitCodes.Unreachable : await new Demo(surroundings, options).RunAsync(rules, cancellationToken);
        }

        using var folder = DataFolder.Take(options.Data ?? DataFolder.Default(surroundings.Variable));
        using var store = SqliteStore.Open(folder.StoreFile);
        var engine = new DiagnosisEngine(rules);
        var report = new Report(surroundings.Printer(options.Json, options.Quiet));
        var kept = new SafeStore(store, surroundings.Tell);
        var recovered = new Recovery(store, engine, rules, report).Run(surroundings.Clock.GetUtcNow());
        banner.Watching(endpoint, search.Identity, rules, folder.StoreFile);

        var bus = new InProcessBus();
        var consumer = new EventConsumer(bus.Reader, engine, kept, report, surroundings.Clock)
        {
            Seen = banner.Seen,
            NotBefore = recovered > 0 ? surroundings.Clock.GetUtcNow() + CatchUp : default,
            Skew = Skew(endpoint, search.Identity),
        };
        var collector = new CollectorOptions(endpoint) { DataDirectory = folder.Path, Notice = banner.Notice };
        using var warm = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var warming = WarmUp.RunAsync(rules, options.Json, warm.Token);
        await RunBothAsync(bus, consumer, collector, cancellationToken);
        await warm.CancelAsync();

        // Its outcome is nobody's concern; only that it has ended.
        _ = await Task.WhenAny(warming);
        banner.Stopped(consumer.Events, report, kept.NotKept, folder.Path);
        return ExitCodes.Done;
    }

    private async Task RunBothAsync(InProcessBus bus, EventConsumer consumer, CollectorOptions collector, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watching = WatchUntilStoppedAsync(bus, collector, stop.Token);
        var consuming = consumer.RunAsync(options.OnceIdle);
        _ = await Task.WhenAny(watching, consuming);
        await stop.CancelAsync();
        await watching;
        await consuming;
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
