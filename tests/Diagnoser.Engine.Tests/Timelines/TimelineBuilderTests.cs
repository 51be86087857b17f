using Diagnoser.Contracts;
using Diagnoser.Engine.Tests.Incidents;
using Diagnoser.Engine.Timelines;

namespace Diagnoser.Engine.Tests.Timelines;

public sealed class TimelineBuilderTests
{
    private static readonly BlindWindow Blind = new(Some.Host, Some.At(20), Some.At(32), "docker.events", "the engine was restarted", "nothing: states were compared");

    [Fact]
    public void All_that_is_kept_is_in_order_of_time()
    {
        var timeline = TimelineBuilder.Build(
            [Some.Die(10), Some.Start(0)], [Some.Diagnosis("d1", 10.2)], [Blind], [Line(TimelineKinds.Notification, 11), Line(TimelineKinds.Incident, 10.3)]);

        Assert.Equal(
            [TimelineKinds.Event, TimelineKinds.Event, TimelineKinds.Diagnosis, TimelineKinds.Incident, TimelineKinds.Notification, TimelineKinds.BlindWindow],
            timeline.Select(e => e.Kind));
        Assert.Equal(timeline.OrderBy(e => e.Time), timeline);
    }

    [Fact]
    public void At_one_time_causes_come_before_what_follows_and_the_given_order_stays()
    {
        var timeline = TimelineBuilder.Build(
            [Some.Die(20), Some.Start(20)],
            [Some.Diagnosis("d2", 20), Some.Diagnosis("d1", 20)],
            [Blind],
            [Line(TimelineKinds.Notification, 20), Line(TimelineKinds.Incident, 20), Line(TimelineKinds.Action, 20)]);

        Assert.Equal(
            [EventTypes.ContainerDie, EventTypes.ContainerStart, "docker.events", "rule-d2", "rule-d1", TimelineKinds.Incident, TimelineKinds.Action, TimelineKinds.Notification],
            timeline.Select(e => e.What));
    }

    [Fact]
    public void An_event_is_said_in_words_with_its_place()
    {
        var die = Some.Die(10) with { Exit = new ExitVerdict(EndedBy.KernelOwnLimit, "oom-own-limit", Certainty.Confirmed, [], []) };

        var entry = Assert.Single(TimelineBuilder.Build([die], [], [], []));

        Assert.Equal("c1 ended with exit code 137: oom own limit (confirmed)", entry.Text);
        Assert.Equal((die.Id, "web", "shop", die.Host, die.Subject), (entry.Event, entry.Service, entry.Stack, entry.Host, entry.Subject));
    }

    [Fact]
    public void A_diagnosis_is_said_with_its_rule_and_certainty()
    {
        var diagnosis = Some.Diagnosis("d1", 10) with { Incident = "i1", Certainty = Certainty.Probable };

        var entry = Assert.Single(TimelineBuilder.Build([], [diagnosis], [], []));

        Assert.Equal("d1 died (rule-d1, probable)", entry.Text);
        Assert.Equal(("d1", "i1", Severity.Critical, "rule-d1"), (entry.Diagnosis, entry.Incident, entry.Severity, entry.What));
    }

    [Fact]
    public void Hidden_diagnoses_are_left_out_or_say_what_hides_them()
    {
        Diagnosis[] diagnoses =
        [
            Some.Diagnosis("d1", 10) with { HiddenBy = "oom-heap" }, Some.Diagnosis("d2", 11) with { HiddenBy = "rule-d2" }, Some.Diagnosis("d3", 12),
        ];

        Assert.Equal(["d3"], TimelineBuilder.Build([], diagnoses, [], []).Select(e => e.Diagnosis));
        Assert.Equal(
            [
                "d1 died (rule-d1, confirmed); hidden by oom-heap",
                "d2 died (rule-d2, confirmed); a repetition, not shown",
                "d3 died (rule-d3, confirmed)",
            ],
            TimelineBuilder.Build([], diagnoses, [], [], withHidden: true).Select(e => e.Text));
    }

    [Fact]
    public void A_blind_window_is_said_once_at_its_beginning()
    {
        var told = new DockerEvent("b1", EventTypes.CollectorBlind, Some.At(32), Some.Host, new Subject(Subject.Daemon, "e1", ""))
        {
            Attributes = AttributeMap.Empty.With(AttributeNames.BlindSource, "docker.events"),
        };

        var entry = Assert.Single(TimelineBuilder.Build([told], [], [Blind, Blind], []));

        Assert.Equal((Some.At(20), TimelineKinds.BlindWindow), (entry.Time, entry.Kind));
        Assert.Equal("docker.events on web-1 could not be seen for 12 s: the engine was restarted; nothing: states were compared", entry.Text);
        Assert.Equal(EventTypes.CollectorBlind, Assert.Single(TimelineBuilder.Build([told], [], [], [])).What);
    }

    [Fact]
    public void What_was_kept_twice_is_said_once_in_its_newest_words()
    {
        var amended = Some.Die(10) with { Exit = new ExitVerdict(EndedBy.Operator, "stop-requested", Certainty.Probable, [], []) };
        var line = Line(TimelineKinds.Action, 30);

        var timeline = TimelineBuilder.Build(
            [Some.Die(10), amended], [Some.Diagnosis("d1", 10), Some.Diagnosis("d1", 10) with { HiddenBy = "other" }], [], [line, line with { }]);

        Assert.Equal(["c1 ended with exit code 137: stop requested (probable)", "ann did it"], timeline.Select(e => e.Text));
    }

    private static TimelineEntry Line(string kind, double at) => new(Some.At(at), kind, "ann did it") { What = kind, Host = new HostRef("h1", "web-1") };
}
