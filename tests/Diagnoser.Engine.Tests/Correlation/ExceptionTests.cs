using Diagnoser.Engine.Correlation;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Tests.Support;

namespace Diagnoser.Engine.Tests.Correlation;

public sealed class ExceptionTests
{
    private const string A = "container.pause";
    private static readonly DateTimeOffset Until = Given.Start.AddHours(1);

    [Fact]
    public void An_event_that_an_exception_holds_back_allocates_nothing()
    {
        var correlator = Correlator(ruleExceptions: 2);
        var (dockerEvent, steps) = (Given.Event(A, 0), new List<MatchStep>());

        Assert.Equal(0, Allocated.By(() =>
        {
            for (var i = 0; i < 1000; i++)
            {
                correlator.Process(dockerEvent, amended: false, steps);
            }
        }));
        Assert.Empty(steps);
    }

    [Fact]
    public void An_exception_ends_with_its_time()
    {
        var correlator = Correlator(ruleExceptions: 1);
        var steps = new List<MatchStep>();

        correlator.Process(Given.Event(A, 3599), amended: false, steps);
        Assert.Empty(steps);

        correlator.Process(Given.Event(A, 3600), amended: false, steps);
        Assert.Equal(MatchStepKind.Opened, Assert.Single(steps).Kind);
    }

    private static Correlator Correlator(int ruleExceptions)
    {
        var rule = Given.Keyed(Given.Rule("any", Given.Of(CorrelationKind.Any, TimeSpan.FromSeconds(10), new Step(A)), A)) with
        {
            Exceptions = [.. Enumerable.Range(1, ruleExceptions).Select(n => new RuleException($"{n}", new Is(n == ruleExceptions), Until))],
        };
        return new Correlator(RuleSet.Of([rule]), RuleScope.Host, new EngineOptions(), null);
    }

    private sealed class Is(bool isSo) : EventCondition
    {
        internal override bool Holds(EventView view) => isSo;
    }
}
