using Diagnoser.Contracts;
using Diagnoser.Engine.Correlation;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Verdicts;

namespace Diagnoser.Engine;

/// <summary>
/// Events in, verdicts and diagnoses out. Pure and on event time: the same events give the same output, live, in a replay and in a test.
/// Not safe for concurrent use.
/// </summary>
/// <remarks>
/// An event passes the run ledger, which holds a death until its verdict is due and writes the verdict on it; then the correlator, which
/// folds it into the windows of the rules; and what rules conclude passes precedence, which decides what is shown.
/// </remarks>
public sealed class DiagnosisEngine
{
    private readonly RunLedger _ledger;
    private readonly Correlator _correlator;
    private readonly Precedence _precedence;
    private readonly Episodes _episodes = new();
    private readonly JudgedEnds _judged = new();

    // Reused from call to call: most events complete nothing.
    private readonly List<DockerEvent> _released = [];
    private readonly List<Match> _matches = [];

    /// <summary>An engine without history.</summary>
    public DiagnosisEngine(RuleSet rules, EngineOptions? options = null)
    {
        options ??= new EngineOptions();
        _ledger = new RunLedger(new LedgerOptions { Settle = options.Settle, Disorder = options.Disorder });
        _correlator = new Correlator(rules, options);
        _precedence = new Precedence(rules);
    }

    /// <summary>When something that waits can next be decided, in event time; null if nothing waits.</summary>
    public DateTimeOffset? NextDue => Earlier(_ledger.NextDue, _correlator.NextDue);

    /// <summary>How much bounded windows had to drop, by rule; only rules that dropped any.</summary>
    public IEnumerable<KeyValuePair<string, long>> Dropped => _correlator.Dropped;

    /// <summary>Takes one event. Events of a host come in about the order of their time; late and repeated ones change nothing that is final.</summary>
    public EngineOutput Process(DockerEvent dockerEvent)
    {
        _released.Clear();
        _ledger.Observe(dockerEvent, _released);
        return Conclude(null);
    }

    /// <summary>The clock has reached this time on every host: what waited for it is decided.</summary>
    public EngineOutput Advance(DateTimeOffset now) => Advance(_ => now);

    /// <summary>The clocks have reached these times, by host id: what waited for them is decided.</summary>
    public EngineOutput Advance(Func<string, DateTimeOffset> reached)
    {
        _released.Clear();
        _ledger.Advance(reached, _released);
        return Conclude(reached);
    }

    /// <summary>The recording is over: everything that waits is decided as if nothing more came.</summary>
    public EngineOutput Finish()
    {
        _released.Clear();
        _ledger.Finish(_released);
        return Conclude(_ => DateTimeOffset.MaxValue);
    }

    private EngineOutput Conclude(Func<string, DateTimeOffset>? reached)
    {
        if (_released.Count == 0 && reached is null)
        {
            return EngineOutput.Nothing;
        }

        List<DockerEvent>? ends = null;
        List<Diagnosis>? diagnoses = null;
        List<EngineFault>? faults = null;
        foreach (var released in _released)
        {
            var amended = _judged.IsAmended(released);
            if (released.Exit is not null)
            {
                (ends ??= []).Add(released);
            }

            try
            {
                _matches.Clear();
                _correlator.Process(released, amended, _matches);
                Weigh(ref diagnoses, amended ? released : null);
            }
#pragma warning disable CA1031 // because the other events that were released with this one are in no other list any more
            catch (Exception problem)
#pragma warning restore CA1031
            {
                (faults ??= []).Add(new EngineFault(released, $"{problem.GetType().Name}: {problem.Message}"));
            }
        }

        if (reached is not null)
        {
            _matches.Clear();
            _correlator.Advance(reached, _matches);
            Weigh(ref diagnoses, null);
        }

        return ends is null && diagnoses is null && faults is null
            ? EngineOutput.Nothing
            : new EngineOutput(ends ?? [], diagnoses ?? []) { Faults = faults ?? [] };
    }

    private void Weigh(ref List<Diagnosis>? diagnoses, DockerEvent? amended)
    {
        if (_matches.Count == 0 && amended is null)
        {
            return;
        }

        diagnoses ??= [];
        var weighed = new List<(Match, Diagnosis?)>();
        var holding = new HashSet<string>(StringComparer.Ordinal);
        foreach (var match in _matches)
        {
            var (anchor, isNew) = _episodes.Of(match);
            var diagnosis = match.Rule.Diagnosis is null ? null : DiagnosisBuilder.Build(match, anchor);
            _ = diagnosis is not null && holding.Add(diagnosis.Id);
            if (isNew || diagnosis is null)
            {
                weighed.Add((match, diagnosis));
            }
            else if (amended is not null)
            {
                _precedence.Amend(match, diagnosis, diagnoses);
            }
        }

        if (amended is not null)
        {
            _precedence.Withdraw(amended, holding, diagnoses);
        }

        _precedence.Weigh(weighed, diagnoses);
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b : a;
}
