using Diagnoser.Contracts;
using Diagnoser.Engine.Rules;

namespace Diagnoser.Engine.Tests.Correlation;

/// <summary>Conditions that must hold for a while, go on, and are over.</summary>
public class HoldingTests
{
    private const string A = "container.pause";
    private const string End = "container.unpause";
    private const string Other = "container.destroy";

    private static readonly TimeSpan Ten = TimeSpan.FromSeconds(10);

    private static readonly Rule Held = Given.Keyed(Given.Rule("held", Given.Of(CorrelationKind.Any, Ten, new Step(A)), A) with
    {
        For = TimeSpan.FromMinutes(2),
        Recover = Given.Recover(End, TimeSpan.Zero),
    });

    private static readonly Rule Recovers = Given.Keyed(Given.Rule("recovers", Given.Of(CorrelationKind.Any, Ten, new Step(A)), A) with
    {
        Recover = Given.Recover(End, TimeSpan.FromSeconds(30)),
    });

    [Fact]
    public void What_must_hold_is_told_once_it_has_held_and_at_that_time()
    {
        var engine = new DiagnosisEngine(RuleSet.Of([Held]));

        Assert.Empty(engine.Process(Given.Event(A, 0)).Diagnoses);
        Assert.Equal(Given.Start.AddMinutes(2), engine.NextDue);
        Assert.Empty(engine.Advance(Given.Start.AddSeconds(119)).Diagnoses);
        var told = Assert.Single(engine.Advance(Given.Start.AddSeconds(120)).Diagnoses);
        Assert.Equal((Given.Start.AddMinutes(2), Given.Start), (told.Time, told.LastSeen));
    }

    [Fact]
    public void What_ends_before_it_has_held_long_enough_is_not_told() =>
        Assert.Empty(Given.Shown([Held], [Given.Event(A, 0), Given.Event(End, 60), Given.Event(Other, 300)]));

    [Fact]
    public void What_comes_again_after_its_end_must_hold_anew() =>
        Assert.Equal(["held"], Given.Shown([Held], [Given.Event(A, 0), Given.Event(End, 60), Given.Event(A, 100), Given.Event(Other, 300)], finish: false));

    [Fact]
    public void A_condition_is_over_when_nothing_came_again_for_as_long_as_its_rule_wants()
    {
        var engine = new DiagnosisEngine(RuleSet.Of([Recovers]));
        _ = engine.Process(Given.Event(A, 0));

        Assert.Empty(engine.Process(Given.Event(End, 5)).Diagnoses);
        Assert.Empty(engine.Advance(Given.Start.AddSeconds(34)).Diagnoses);
        Assert.Equal(Given.Start.AddSeconds(35), Assert.Single(engine.Advance(Given.Start.AddSeconds(35)).Diagnoses).Ended);
    }

    [Fact]
    public void A_condition_that_comes_again_too_early_is_not_over()
    {
        var engine = new DiagnosisEngine(RuleSet.Of([Recovers]));
        var said = new[] { Given.Event(A, 0), Given.Event(End, 5), Given.Event(A, 20), Given.Event(Other, 100) }.SelectMany(e => engine.Process(e).Diagnoses);

        Assert.Null(Assert.Single(said).Ended);
    }

    [Fact]
    public void After_its_end_a_condition_is_news_within_the_cooldown() =>
        Assert.Equal(["recovers", "recovers"], Given.Shown([Recovers], [Given.Event(A, 0), Given.Event(End, 5), Given.Event(A, 60)]));

    [Fact]
    public void A_condition_that_goes_on_is_told_again_once_a_minute_under_the_same_id()
    {
        var rule = Given.Rule("loop", Given.Of(CorrelationKind.Any, Ten, new Step(A)), A);
        var engine = new DiagnosisEngine(RuleSet.Of([rule]));
        var said = Enumerable.Range(0, 30).SelectMany(n => engine.Process(Given.Event(A, n * 10)).Diagnoses).ToList();

        Assert.Single(said.Select(d => d.Id).Distinct());
        Assert.Equal([1, 7, 13, 19, 25], said.Select(d => d.Occurrences));
        Assert.All(said, d => Assert.Equal(Given.Start, d.Time));
    }

    [Fact]
    public void Different_values_are_counted_not_events()
    {
        var rule = Given.Rule("spread", Given.Of(CorrelationKind.Count, Ten, new Step(A, 3, "container.name")), A) with { Scope = RuleScope.Fleet };
        rule = rule with { Correlation = rule.Correlation with { By = [] } };

        Assert.Empty(Given.Shown([rule], [Given.Event(A, 0), Given.Event(A, 1), Given.Event(A, 2, "c2")]));
        Assert.Equal(["spread"], Given.Shown([rule], [Given.Event(A, 0), Given.Event(A, 1, "c2", new("h2", "h2")), Given.Event(A, 2, "c3")]));
    }

    [Fact]
    public void Hosts_whose_clocks_differ_may_seem_to_come_in_the_wrong_order()
    {
        var rule = Given.Rule("after", Given.Of(CorrelationKind.Sequence, Ten, new Step(A), new Step(End)), A, End) with { Scope = RuleScope.Fleet };
        var correlation = rule.Correlation with { By = [] };
        var events = new[] { Given.Event(End, 8, "c2", new("h2", "h2")), Given.Event(A, 10) };

        Assert.Empty(Given.Shown([rule with { Correlation = correlation }], events));
        Assert.Equal(["after"], Given.Shown([rule with { Correlation = correlation with { Disorder = TimeSpan.FromSeconds(5) } }], events));
    }

    [Fact]
    public void A_silent_collector_suspends_an_absence_until_it_is_heard_again()
    {
        var absent = Given.Rule("absent", Given.Of(CorrelationKind.Absent, Ten, new Step(A)) with { Absent = End }, A, End);
        var silent = new DockerEvent(EventId.Of("silent"), EventTypes.CollectorSilent, Given.Start.AddSeconds(6), Given.Host, new Subject(Subject.Daemon, "h1", "h1"));
        var engine = new DiagnosisEngine(RuleSet.Of([absent]));
        _ = engine.Process(Given.Event(A, 0));
        _ = engine.Process(silent);

        Assert.Empty(engine.Advance(Given.Start.AddMinutes(5)).Diagnoses);
        Assert.Empty(engine.Process(Given.Event(End, 7)).Diagnoses);
        Assert.Empty(engine.Advance(Given.Start.AddMinutes(6)).Diagnoses);
    }
}
