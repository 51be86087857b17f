using Diagnoser.Engine;
using Diagnoser.Engine.Rules;
using Diagnoser.Server.Stores;

namespace Diagnoser.Server.Bus.Events;

/// <summary>
/// Runs the rules that see the fleet, in one process of all. Ends by an exception when the store or the lease is lost; whoever has the lease
/// next goes on from the store.
/// </summary>
internal sealed class FleetWorker(
    IStore store, RuleSet rules, PartitionLease lease, Signal forwarded, Action said, Action<QuarantinedRecord> quarantined, TimeProvider clock)
{
    // What other processes forward is not signalled here.
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Tidying = TimeSpan.FromMinutes(1);

    // While partitions catch up on what came when nobody worked on them, the clock must not decide that something stayed away.
    private static readonly TimeSpan CatchUp = TimeSpan.FromSeconds(5);

    /// <summary>Works until cancelled.</summary>
    /// <param name="begun">Told how many records were run through again.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(Action<int> begun, CancellationToken cancellationToken)
    {
        var engine = new FleetEngine(rules);
        var pipeline = new FleetPipeline(store, lease, engine, clock, said, quarantined);
        var rebuild = new FleetRebuild(store, rules, engine, pipeline);
        begun(await rebuild.RunAsync(clock.GetUtcNow(), cancellationToken));
        var start = clock.GetTimestamp();
        var (ticked, tidied) = (start, start);
        while (true)
        {
            while (await pipeline.TakeAsync(cancellationToken))
            {
                // What waits may hold what something else waits for: all of it comes before the clock.
            }

            if (clock.GetElapsedTime(ticked) >= Tick && clock.GetElapsedTime(start) >= CatchUp)
            {
                ticked = clock.GetTimestamp();
                await pipeline.AdvanceAsync(cancellationToken);
            }

            if (clock.GetElapsedTime(tidied) >= Tidying)
            {
                tidied = clock.GetTimestamp();
                await rebuild.ForgetAsync(clock.GetUtcNow(), cancellationToken);
            }

            await forwarded.WaitAsync(Period, cancellationToken);
        }
    }
}
