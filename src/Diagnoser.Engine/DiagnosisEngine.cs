using Diagnoser.Contracts;
using Diagnoser.Engine.Correlation;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Topology;
using Diagnoser.Engine.Verdicts;

namespace Diagnoser.Engine;

/// <summary>
/// Events in, verdicts and diagnoses out. Pure and on event time: the same events give the same output, live, in a replay and in a test.
/// Not safe for concurrent use.
/// </summary>
/// <remarks>
/// An event passes the run ledger, which holds a death until its verdict is due and writes the verdict on it; then the rules that see one
/// host; then those that see the fleet, which build on the diagnoses of the others too. Where the fleet's rules run elsewhere, what they
/// watch for is given out to be sent there (<see cref="EngineOutput.Forwarded"/>).
/// </remarks>
public sealed class DiagnosisEngine
{
    private readonly RunLedger _ledger;
    private readonly RuleTier _host;
    private readonly RuleTier? _fleet;
    private readonly FleetForwarding? _forwarding;
    private readonly TimeSpan _disorder;
    private readonly ReleasedIds _before = new();
    private readonly TopologyMap? _topology;

    // Reused from call to call: most events make nothing known.
    private readonly List<DockerEvent> _released = [];
    private readonly OutputDraft _output = new();

    /// <summary>An engine without history.</summary>
    public DiagnosisEngine(RuleSet rules, EngineOptions? options = null)
    {
        options ??= new EngineOptions();
        _ledger = new RunLedger(new LedgerOptions { Settle = options.Settle, Disorder = options.Disorder });
        _topology = rules.UsesTopology ? new TopologyMap(options.TopologyLimit) : null;
        _host = new RuleTier(rules, RuleScope.Host, options, _topology);
        _fleet = rules.HasFleet && !options.ForwardsFleet ? new RuleTier(rules, RuleScope.Fleet, options, _topology) : null;
        _forwarding = rules.HasFleet && options.ForwardsFleet ? new FleetForwarding(rules, options) : null;
        _disorder = options.Disorder;
    }

    /// <summary>When something that waits can next be decided, in event time; null if nothing waits.</summary>
    public DateTimeOffset? NextDue => Earlier(_ledger.NextDue, Earlier(_host.NextDue, _fleet?.NextDue));

    /// <summary>How much bounded windows had to drop, by rule; only rules that dropped any.</summary>
    public IEnumerable<KeyValuePair<string, long>> Dropped => _host.Dropped.Concat(_fleet?.Dropped ?? []);

    /// <summary>How often nothing was concluded from an absence, since nobody could have seen, by rule; only rules with any.</summary>
    public IEnumerable<KeyValuePair<string, long>> Suspended => _host.Suspended.Concat(_fleet?.Suspended ?? []);

    /// <summary>Correlation keys for which something is kept.</summary>
    public int Keys => _host.Keys + (_fleet?.Keys ?? 0);

    /// <summary>Containers that the topology had to forget because there were too many.</summary>
    public long ForgottenContainers => _topology?.Dropped ?? 0;

    /// <summary>
    /// Goes on where an engine before this one stopped. Afterwards the events that it processed from some time on are to be processed again, and
    /// then <see cref="Resumed"/> ends it. The last word on each diagnosis is news where it is another than the one given out.
    /// </summary>
    /// <param name="given">What that one gave out: the newest word on each diagnosis that is not older than <see cref="RuleSet.Reach"/>.</param>
    /// <param name="newest">The newest event time that it saw, by host id.</param>
    /// <param name="from">From when its events are processed again; at least <see cref="RuleSet.Reach"/> before the stop.</param>
    public void Resume(IEnumerable<Diagnosis> given, IReadOnlyDictionary<string, DateTimeOffset> newest, DateTimeOffset from)
    {
        _host.TakeAgain(from);
        _fleet?.TakeAgain(from);
        foreach (var (host, time) in newest)
        {
            _host.Resume(host, time - _disorder);
        }

        if (newest.Count > 0)
        {
            _fleet?.Resume("", newest.Values.Max() - _disorder);
        }

        var ordered = given.OrderBy(d => d.Time).ThenBy(d => d.Id, StringComparer.Ordinal).ToList();
        foreach (var diagnosis in ordered)
        {
            _host.Resume(diagnosis);
            _fleet?.Resume(diagnosis);
        }

        _host.Resumed();
        foreach (var diagnosis in ordered)
        {
            _fleet?.Process(diagnosis, _output);
        }

        _fleet?.Resumed();

        _ = _output.Take();
    }

    /// <summary>All events of the engine before this one were processed again.</summary>
    /// <param name="reached">The latest times that its clocks had reached when it concluded something (<see cref="EngineOutput.Reached"/>).</param>
    public EngineOutput Resumed(IReadOnlyDictionary<string, DateTimeOffset> reached)
    {
        _released.Clear();
        _ledger.Advance(At, _released);
        Conclude();
        _host.TakeNew(At, _output);
        Lift(0);
        _fleet?.TakeNew(At, _output);
        return Take();

        DateTimeOffset At(string host) => reached.GetValueOrDefault(host, DateTimeOffset.MinValue);
    }

    /// <summary>Takes how a container stood before the first event: the topology knows it then, no rule sees it.</summary>
    public void Learn(DockerEvent standing) => _topology?.Note(standing);

    /// <summary>Takes one event. Events of a host come in about the order of their time; late and repeated ones change nothing that is final.</summary>
    public EngineOutput Process(DockerEvent dockerEvent)
    {
        _released.Clear();
        Judge(dockerEvent, _released);
        Conclude();
        return Take();
    }

    /// <summary>
    /// The first half of <see cref="Process"/>: adds to <paramref name="released"/> what the run ledger lets go of, for
    /// <see cref="Conclude(ReadOnlySpan{DockerEvent})"/>. The halves share nothing, so that two threads can do them: each half on one thread at a
    /// time and in the order of the events, and nothing else of the engine meanwhile.
    /// </summary>
    public void Judge(DockerEvent dockerEvent, List<DockerEvent> released) => _ledger.Observe(dockerEvent, released);

    /// <summary>The second half of <see cref="Process"/>: takes what <see cref="Judge"/> released for one event.</summary>
    public EngineOutput Conclude(ReadOnlySpan<DockerEvent> released)
    {
        foreach (var dockerEvent in released)
        {
            Conclude(dockerEvent);
        }

        return Take();
    }

    /// <summary>The clock has reached this time on every host: what waited for it is decided.</summary>
    public EngineOutput Advance(DateTimeOffset now) => Advance(_ => now);

    /// <summary>The clocks have reached these times, by host id (empty for the fleet): what waited for them is decided.</summary>
    public EngineOutput Advance(Func<string, DateTimeOffset> reached)
    {
        _released.Clear();
        _ledger.Advance(reached, _released);
        Conclude();
        _host.Advance(reached, _output);
        Lift(0);
        _fleet?.Advance(reached, _output);
        return Take();
    }

    /// <summary>The recording is over: everything that waits is decided as if nothing more came.</summary>
    public EngineOutput Finish()
    {
        _released.Clear();
        _ledger.Finish(_released);
        Conclude();
        _host.Advance(_ => DateTimeOffset.MaxValue, _output);
        Lift(0);
        _fleet?.Advance(_ => DateTimeOffset.MaxValue, _output);
        return _output.Take();
    }

    private void Conclude()
    {
        foreach (var released in _released)
        {
            Conclude(released);
        }
    }

    private void Conclude(DockerEvent released)
    {
        var amended = _before.IsAmended(released);
        if (released.Exit is not null)
        {
            _output.Ends.Add(released);
        }

        try
        {
            _topology?.Note(released);
            var before = _output.Diagnoses.Count;
            _host.Process(released, amended, _output);
            Lift(before);
            Lift(released, amended);
        }
#pragma warning disable CA1031 // because the other events that were released with this one are in no other list any more
        catch (Exception problem)
#pragma warning restore CA1031
        {
            _output.Faults.Add(new EngineFault(released, $"{problem.GetType().Name}: {problem.Message}"));
        }
    }

    /// <summary>Hands an event to the rules that see the fleet.</summary>
    private void Lift(DockerEvent released, bool amended)
    {
        _fleet?.Process(released, amended, _output);
        if (_forwarding?.Of(released, amended) is { } input)
        {
            _output.Forwarded.Add(input);
        }
    }

    /// <summary>Hands the diagnoses from this place on to the rules that see the fleet.</summary>
    private void Lift(int from)
    {
        var end = _output.Diagnoses.Count;
        for (var i = from; i < end; i++)
        {
            _fleet?.Process(_output.Diagnoses[i], _output);
            if (_forwarding is not null)
            {
                _output.Forwarded.Add(FleetInput.Of(_output.Diagnoses[i]));
            }
        }
    }

    /// <summary>What was gathered, and how far the clocks were then: without that it could not be concluded again.</summary>
    private EngineOutput Take()
    {
        var output = _output.Take();
        if (output.Ends.Count + output.Diagnoses.Count == 0)
        {
            return output;
        }

        var reached = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var host in output.Ends.Select(e => e.Host.Id).Concat(output.Diagnoses.Select(d => d.Host.Id)))
        {
            Note(host, _host.Reached(host));
        }

        Note("", _fleet?.Reached(""));
        return output with { Reached = reached };

        void Note(string host, DateTimeOffset? time)
        {
            if (time is { } known)
            {
                reached[host] = known;
            }
        }
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b : a;
}
