using Diagnoser.Contracts;
using Diagnoser.Engine;
using Diagnoser.Engine.Rules;

namespace Diagnoser.Server.Cli.Rules.Backtests;

/// <summary>The same events through two engines: today's rules without the one in question, and with it, as if it were told to people.</summary>
internal sealed class Backtest
{
    private readonly DiagnosisEngine _with;
    private readonly DiagnosisEngine _without;
    private readonly FiringLog _saidWith;
    private readonly FiringLog _saidWithout;
    private readonly DateTimeOffset _from;

    /// <summary>A backtest of a rule.</summary>
    /// <param name="today">Today's rules. If one has the id of the rule and is another, that one is what the rule is compared with.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="from">Since when firings count; events before this fill the windows.</param>
    public Backtest(RuleSet today, Rule rule, DateTimeOffset from)
    {
        var others = today.Rules.Where(r => r.Id != rule.Id).ToList();
        var live = rule.Status == RuleStatus.Experimental ? rule with { Status = RuleStatus.Test } : rule;
        var with = RuleSet.Of([.. others, live]);
        var without = ReferenceEquals(today.Find(rule.Id), rule) ? RuleSet.Of(others) : today;
        (_with, _without, _from) = (new DiagnosisEngine(with), new DiagnosisEngine(without), from);
        (_saidWith, _saidWithout) = (new FiringLog(from), new FiringLog(from));
        Reach = with.Reach;
    }

    /// <summary>How long before its beginning events matter.</summary>
    public TimeSpan Reach { get; }

    /// <summary>Events of the time itself.</summary>
    public long Events { get; private set; }

    /// <summary>Events on which a rule failed.</summary>
    public long Faults { get; private set; }

    /// <summary>Takes the next event, in order of time.</summary>
    public void Take(DockerEvent dockerEvent)
    {
        Events += dockerEvent.Time >= _from ? 1 : 0;
        var output = _with.Process(dockerEvent);
        Faults += output.Faults.Count;
        _saidWith.Take(output);
        _saidWithout.Take(_without.Process(dockerEvent));
    }

    /// <summary>The time is over.</summary>
    public BacktestSummary Finish(Rule rule, DateTimeOffset to)
    {
        _saidWith.Take(_with.Advance(to));
        _saidWithout.Take(_without.Advance(to));
        return BacktestSummary.Of(rule.Id, _from, to, _saidWith.Standing, _saidWithout.Standing) with
        {
            Events = Events,
            LeftOut = _saidWith.LeftOut + _saidWithout.LeftOut,
        };
    }
}
