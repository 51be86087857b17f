using Diagnoser.Contracts;
using Diagnoser.Engine.Correlation;
using Diagnoser.Engine.Rules;

namespace Diagnoser.Engine.Tests.Correlation;

public class PrecedenceTests
{
    private const string A = "container.start";
    private const string B = "container.oom";

    private static readonly TimeSpan Ten = TimeSpan.FromSeconds(10);

    private static readonly Rule General = Given.Rule("general", Given.Of(CorrelationKind.Any, Ten, new Step(A)), A);

    private static readonly Rule Special =
        Given.Rule("special", Given.Of(CorrelationKind.All, Ten, new Step(A), new Step(B)), A, B) with { Refines = ["general"] };

    [Fact]
    public void A_refinement_replaces_the_general_rule_even_when_it_comes_later()
    {
        Assert.Equal(["special"], Given.Shown([General, Special], [Given.Event(A, 0), Given.Event(B, 1)]));
        Assert.Equal(["special"], Given.Shown([General, Special], [Given.Event(B, 0), Given.Event(A, 1)]));
        Assert.Equal(["general"], Given.Shown([General, Special], [Given.Event(A, 0)]));
    }

    [Fact]
    public void A_refinement_of_a_refinement_replaces_the_general_rule_too()
    {
        var most = Given.Rule("most-special", Given.Of(CorrelationKind.Any, Ten, new Step(A)), A) with { Refines = ["special"] };

        Assert.Equal(["most-special"], Given.Shown([General, Special, most], [Given.Event(A, 0)]));
    }

    [Fact]
    public void A_replaced_diagnosis_is_given_out_again_with_who_hides_it()
    {
        var engine = new DiagnosisEngine(RuleSet.Of([General, Special]));
        var first = Assert.Single(engine.Process(Given.Event(A, 0)).Diagnoses);
        var later = engine.Process(Given.Event(B, 1)).Diagnoses;

        Assert.Null(first.HiddenBy);
        Assert.Equal("special", Assert.Single(later, d => d.Id == first.Id).HiddenBy);
        Assert.Null(Assert.Single(later, d => d.Rule == "special").HiddenBy);
    }

    [Fact]
    public void An_experimental_rule_hides_nobody_and_is_experimental_also_where_it_repeats_itself()
    {
        var shadow = Special with { Status = RuleStatus.Experimental, Incident = new IncidentSpec { KeepOpen = TimeSpan.FromSeconds(1) } };
        var engine = new DiagnosisEngine(RuleSet.Of([General, shadow]));
        var said = new[] { Given.Event(A, 0), Given.Event(B, 1), Given.Event(A, 30), Given.Event(B, 31) }.SelectMany(e => engine.Process(e).Diagnoses).ToList();

        Assert.Equal([HiddenBy.Experimental, HiddenBy.Experimental], said.Where(d => d.Rule == "special").Select(d => d.HiddenBy));
        Assert.Contains(said, d => d.Rule == "general");
        Assert.All(said.Where(d => d.Rule == "general"), d => Assert.NotEqual("special", d.HiddenBy));
    }

    [Fact]
    public void An_experimental_rule_that_another_hid_before_a_stop_stays_in_the_shadow_after_it()
    {
        var shadow = General with { Status = RuleStatus.Experimental };
        var rules = RuleSet.Of([shadow, Special]);
        var first = new DiagnosisEngine(rules);
        var said = new[] { Given.Event(A, 0), Given.Event(B, 1) }.SelectMany(e => first.Process(e).Diagnoses).ToList();
        Assert.Equal("special", said.Last(d => d.Rule == "general").HiddenBy);

        // What hid it is taken back by then.
        var next = new DiagnosisEngine(rules);
        next.Resume(
            said.Where(d => d.Rule == "general").TakeLast(1),
            new Dictionary<string, DateTimeOffset> { [Given.Host.Id] = Given.Start.AddSeconds(1) },
            Given.Start.AddHours(-1));
        var later = next.Process(Given.Event(A, 0)).Diagnoses.ToList();
        later.AddRange(next.Resumed(new Dictionary<string, DateTimeOffset>()).Diagnoses);
        later.AddRange(next.Process(Given.Event(A, 100)).Diagnoses);

        Assert.NotEmpty(later);
        Assert.All(later, d => Assert.NotNull(d.HiddenBy));
    }

    [Fact]
    public void A_suppressor_hides_and_says_nothing_itself()
    {
        var quiet = Given.Rule("quiet", Given.Of(CorrelationKind.Any, Ten, new Step(B)), B) with { Suppresses = ["general"], Diagnosis = null };

        Assert.Empty(Given.Shown([General, quiet], [Given.Event(A, 0), Given.Event(B, 1)]));
        Assert.Equal(["general"], Given.Shown([General, quiet], [Given.Event(A, 0, "c1"), Given.Event(B, 1, "c2")]));
    }

    [Fact]
    public void What_goes_on_is_not_hidden_by_what_hid_its_beginning_and_is_long_forgotten()
    {
        var quiet = Given.Rule("quiet", Given.Of(CorrelationKind.Any, Ten, new Step(B)), B) with { Suppresses = ["general"], Diagnosis = null };
        var goesOn = General with { Incident = new IncidentSpec { KeepOpen = TimeSpan.FromMinutes(30) } };
        DockerEvent[] hidden = [Given.Event(A, 0), Given.Event(B, 1), Given.Event(A, 200), Given.Event(A, 210)];
        DockerEvent[] later = [Given.Event(A, 1000, "c2"), Given.Event(A, 1010), Given.Event(A, 1100), Given.Event(A, 1110)];

        Assert.Empty(Given.Shown([goesOn, quiet], hidden));
        Assert.Equal(["general", "general"], Given.Shown([goesOn, quiet], [.. hidden, .. later]));
    }

    [Fact]
    public void A_rule_does_not_repeat_itself_within_its_cooldown_and_speaks_again_after_it()
    {
        var rule = General with { Incident = new IncidentSpec { Cooldown = TimeSpan.FromMinutes(5), KeepOpen = TimeSpan.FromSeconds(1) } };
        var events = new[] { 0.0, 60, 400 }.Select(t => Given.Event(A, t) with { Run = new RunRef(Given.Start.AddSeconds(t)) });

        Assert.Equal(["general", "general"], Given.Shown([rule], events));
    }

    [Fact]
    public void The_same_events_again_change_nothing()
    {
        var events = new[] { Given.Event(A, 0), Given.Event(B, 1) };

        Assert.Equal(Given.Shown([General, Special], events), Given.Shown([General, Special], [.. events, .. events]));
    }

    [Fact]
    public void An_inconclusive_refinement_does_not_replace_a_sure_general_rule()
    {
        var unsure = Special with { Diagnosis = Special.Diagnosis! with { Confidence = 0.4 } };

        Assert.Equal(["general"], Given.Shown([General, unsure], [Given.Event(A, 0), Given.Event(B, 1)]));
    }

    [Fact]
    public void A_rule_that_needs_an_unseen_source_is_inconclusive_and_names_it()
    {
        var needs = Given.Rule("needs", Given.Of(CorrelationKind.All, Ten, new Step(A), new Step(EventTypes.KernelOomKill)), A, EventTypes.KernelOomKill)
            with
        { Needs = [EventTypes.KernelOomKill] };
        var engine = new DiagnosisEngine(RuleSet.Of([needs]));
        var blind = Given.Event(A, 0) with { Missing = [new MissingEvidence(EventTypes.KernelOomKill, "not readable", "CAP_SYSLOG")] };

        var diagnosis = Assert.Single(engine.Process(blind).Diagnoses);
        Assert.Equal(Certainty.Inconclusive, diagnosis.Certainty);
        Assert.Contains(diagnosis.Missing, m => m.What == EventTypes.KernelOomKill && m.Remedy == "CAP_SYSLOG");
        Assert.Empty(new DiagnosisEngine(RuleSet.Of([needs])).Process(Given.Event(A, 0)).Diagnoses);
    }
}
