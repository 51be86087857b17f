using Diagnoser.Engine;
using Diagnoser.Engine.Rules;
using Diagnoser.Server.Cli.Output;
using Diagnoser.Server.Runbooks;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Telemetry;

namespace Diagnoser.Server.Bus.Events;

/// <summary>
/// The pipeline of a process that has one engine. When other rules are in use it begins again from the store, between two batches: what waits
/// in the windows goes on, and what was said is not said again.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="runbooks">The rules.</param>
/// <param name="keeper">Keeps.</param>
/// <param name="times">The hosts' clocks.</param>
/// <param name="report">Says it at the terminal.</param>
/// <param name="clock">The clock.</param>
/// <param name="tell">Told when the rules cannot be exchanged, and when they were after all.</param>
internal sealed class LivePipeline(
    IStore store, RunbooksInUse runbooks, IEventKeeper keeper, HostTimes times, Report report, TimeProvider clock, Action<string> tell)
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    private readonly Outage _outage = new();
    private EventPipeline? _current;
    private RuleSet? _rules;
    private long? _failed;

    /// <summary>The pipeline with the rules that were in use when it was last asked to begin.</summary>
    public EventPipeline Current => _current ?? throw new InvalidOperationException("it has not begun");

    /// <summary>Begins from the store; gives the number of events that were run through again.</summary>
    public Task<int> BeginAsync(CancellationToken cancellationToken) => BeginAsync(keeper, report, cancellationToken);

    /// <summary>Begins again if other rules are in use. Without the store the old ones go on, and it is tried again.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        if (_rules == runbooks.Rules || (_failed is { } failed && clock.GetElapsedTime(failed) < RetryPause))
        {
            return;
        }

        try
        {
            _ = await BeginAsync(new UnsaidKeeper(store, keeper, report), null, cancellationToken);
            _failed = null;
            if (_outage.Ended())
            {
                tell("runbooks: the changed rules work now");
            }
        }
        catch (StoreException problem)
        {
            _failed = clock.GetTimestamp();
            if (_outage.Began(problem.Message))
            {
                tell($"runbooks: the rules go on as they were until the store can be read: {problem.Message}");
            }
        }
    }

    private async Task<int> BeginAsync(IEventKeeper said, Report? told, CancellationToken cancellationToken)
    {
        var rules = runbooks.Rules;
        var engine = new DiagnosisEngine(rules);
        var rebuilt = await new Rebuild(store, rules, engine, said, told).RunAsync(null, times.Now, cancellationToken);
        (_current, _rules) = (new EventPipeline(engine, keeper, times, report), rules);
        return rebuilt;
    }
}
