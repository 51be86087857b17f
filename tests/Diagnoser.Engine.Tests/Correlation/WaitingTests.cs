using Diagnoser.Engine.Rules;

namespace Diagnoser.Engine.Tests.Correlation;

public class WaitingTests
{
    private const string A = "container.start";
    private const string B = "container.oom";
    private const string Other = "container.destroy";

    private static readonly TimeSpan Ten = TimeSpan.FromSeconds(10);

    private static readonly Rule Absent = Given.Rule(
        "absent", Given.Of(CorrelationKind.Absent, Ten, new Step(A)) with { Absent = B }, A, B);

    private static readonly Rule Unless = Given.Rule(
        "unless", Given.Of(CorrelationKind.Any, Ten, new Step(A)) with { Unless = [B] }, A, B);

    [Fact]
    public void Absent_fires_once_event_time_has_passed_the_window_and_the_disorder()
    {
        Assert.Empty(Given.Shown([Absent], [Given.Event(A, 0), Given.Event(Other, 11)], finish: false));
        Assert.Equal(["absent"], Given.Shown([Absent], [Given.Event(A, 0), Given.Event(Other, 13)], finish: false));
    }

    [Fact]
    public void Absent_fires_when_the_clock_reaches_the_window_on_a_quiet_host()
    {
        var engine = new DiagnosisEngine(RuleSet.Of([Absent]));
        _ = engine.Process(Given.Event(A, 0));

        Assert.Equal(Given.Start.AddSeconds(10), engine.NextDue);
        Assert.Empty(engine.Advance(Given.Start.AddSeconds(9)).Diagnoses);
        Assert.Single(engine.Advance(Given.Start.AddSeconds(10)).Diagnoses);
        Assert.Null(engine.NextDue);
    }

    [Fact]
    public void Absent_stays_quiet_when_the_event_comes_even_if_it_arrives_out_of_order()
    {
        Assert.Empty(Given.Shown([Absent], [Given.Event(A, 0), Given.Event(B, 5), Given.Event(Other, 60)]));
        Assert.Empty(Given.Shown([Absent], [Given.Event(B, 5), Given.Event(A, 0), Given.Event(Other, 60)]));
    }

    [Fact]
    public void Absent_is_not_satisfied_by_an_event_from_before()
    {
        Assert.Equal(["absent"], Given.Shown([Absent], [Given.Event(B, 0), Given.Event(A, 1), Given.Event(Other, 60)]));
    }

    [Theory]
    [InlineData(-5)]
    [InlineData(5)]
    public void Unless_forbids_a_match_from_before_and_after(double other) =>
        Assert.Empty(Given.Shown([Unless], [Given.Event(A, 0), Given.Event(B, other), Given.Event(Other, 60)]));

    [Fact]
    public void Unless_lets_a_match_through_when_nothing_forbids_it() =>
        Assert.Equal(["unless"], Given.Shown([Unless], [Given.Event(A, 0), Given.Event(B, 30), Given.Event(Other, 60)]));

    [Fact]
    public void One_hosts_time_decides_nothing_on_another()
    {
        var elsewhere = Given.Event(Other, 600, "x", new("h2", "h2"));

        Assert.Empty(Given.Shown([Absent], [Given.Event(A, 0), elsewhere], finish: false));
    }
}
