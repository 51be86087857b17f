using Diagnoser.Contracts;
using Diagnoser.Engine;
using Diagnoser.Engine.Correlation;
using Diagnoser.Engine.Rules;
using Diagnoser.Server.Bus.Events;
using Diagnoser.Server.Stores;
using Microsoft.Extensions.Time.Testing;

namespace Diagnoser.Server.Tests.Support;

/// <summary>What correlates the events of one host: a process that may stop at any moment, after which the next goes on from the store.</summary>
internal sealed class Correlating(IStore store, RuleSet rules, FakeTimeProvider clock, string host)
{
    private EventPipeline? _pipeline;

    /// <summary>Transactions in which something was concluded.</summary>
    public int Kept { get; private set; }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private EventPipeline Pipeline => _pipeline ?? throw new InvalidOperationException("it has not begun");

    /// <summary>A process begins; what the one before it had in memory is gone.</summary>
    public async Task BeginAsync()
    {
        var engine = new DiagnosisEngine(rules);
        var keeper = new TolerantKeeper(store, () => Kept++, problem => throw new InvalidOperationException(problem));
        _ = await new Rebuild(store, rules, engine, keeper, null).RunAsync([host], clock.GetUtcNow(), Cancelled);
        _pipeline = new EventPipeline(engine, keeper, new HostTimes(clock, TimeSpan.MaxValue, TimeSpan.Zero), null);
    }

    public Task TakeAsync(params IReadOnlyList<DockerEvent> events) => Pipeline.TakeAsync(events, [], Cancelled);

    /// <summary>Looks at the clock.</summary>
    public Task LookAsync() => Pipeline.AdvanceAsync(TimeSpan.Zero, Cancelled);

    /// <summary>What is kept of it, hidden or not.</summary>
    public async Task<IReadOnlyList<Diagnosis>> DiagnosesAsync() => await store.DiagnosesAsync(new DiagnosisQuery { HostId = host, Limit = 100_000 }, Cancelled);

    /// <summary>What is kept of it and was not taken back.</summary>
    public async Task<IReadOnlyList<Diagnosis>> StandingAsync() =>
        [.. (await DiagnosesAsync()).Where(d => !DiagnosisWords.IsTakenBack(d))];
}
