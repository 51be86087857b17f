using Diagnoser.Engine.Rules;

namespace Diagnoser.Engine.Tests.Correlation;

public class ConjunctionTests
{
    private const string A = "container.start";
    private const string B = "container.oom";
    private const string C = "container.destroy";

    private static readonly TimeSpan Ten = TimeSpan.FromSeconds(10);

    [Fact]
    public void Any_fires_on_one_event_of_a_named_selection()
    {
        var rule = Given.Rule("r", Given.Of(CorrelationKind.Any, Ten, new Step(A)), A, B);

        Assert.Equal(["r"], Given.Shown([rule], [Given.Event(A, 0)]));
        Assert.Empty(Given.Shown([rule], [Given.Event(B, 0)]));
    }

    [Theory]
    [InlineData(0, 9, true)]
    [InlineData(9, 0, true)]
    [InlineData(0, 11, false)]
    public void All_fires_in_any_order_within_the_window(double a, double b, bool fires)
    {
        var rule = Given.Rule("r", Given.Of(CorrelationKind.All, Ten, new Step(A), new Step(B)), A, B);
        var shown = Given.Shown([rule], [Given.Event(A, a), Given.Event(B, b)]);

        Assert.Equal(fires ? ["r"] : [], shown);
    }

    [Fact]
    public void All_does_not_mix_containers_or_hosts()
    {
        var rule = Given.Rule("r", Given.Of(CorrelationKind.All, Ten, new Step(A), new Step(B)), A, B);

        Assert.Empty(Given.Shown([rule], [Given.Event(A, 0, "c1"), Given.Event(B, 1, "c2")]));
        Assert.Empty(Given.Shown([rule], [Given.Event(A, 0), Given.Event(B, 1, host: new("h2", "h2"))]));
    }

    [Theory]
    [InlineData(new double[] { 0, 1, 2 }, true)]
    [InlineData(new double[] { 0, 5, 11 }, false)]
    [InlineData(new double[] { 0, 9, 5 }, true)]
    [InlineData(new double[] { 0, 1, 1 }, false)]
    public void Count_takes_events_within_one_window_late_ones_included_and_repeated_ones_not(double[] times, bool fires)
    {
        var rule = Given.Rule("r", Given.Of(CorrelationKind.Count, Ten, new Step(A, 3)), A);
        var shown = Given.Shown([rule], times.Select(t => Given.Event(A, t)));

        Assert.Equal(fires ? ["r"] : [], shown);
    }

    [Theory]
    [InlineData(0, 1, 2, true)]
    [InlineData(1, 0, 2, false)]
    [InlineData(0, 2, 1, false)]
    public void Sequence_needs_the_order_of_event_time(double a, double b, double c, bool fires)
    {
        var rule = Given.Rule("r", Given.Of(CorrelationKind.Sequence, Ten, new Step(A), new Step(B), new Step(C)), A, B, C);
        var shown = Given.Shown([rule], [Given.Event(A, a), Given.Event(B, b), Given.Event(C, c)]);

        Assert.Equal(fires ? ["r"] : [], shown);
    }

    [Fact]
    public void Sequence_is_complete_whatever_the_order_of_arrival()
    {
        var rule = Given.Rule("r", Given.Of(CorrelationKind.Sequence, Ten, new Step(A), new Step(B, 2)), A, B);

        Assert.Equal(["r"], Given.Shown([rule], [Given.Event(B, 2), Given.Event(A, 1), Given.Event(B, 3)]));
        Assert.Equal(["r"], Given.Shown([rule], [Given.Event(B, 2), Given.Event(B, 3), Given.Event(A, 1)]));
    }
}
