using CsCheck;
using Diagnoser.Contracts;
using Diagnoser.Engine.Incidents;
using Diagnoser.Engine.Notifications;
using Diagnoser.Engine.Tests.Incidents;

namespace Diagnoser.Engine.Tests.Notifications;

public sealed class NotificationPlanTests
{
    private static readonly NotificationOptions Options = new();
    private static readonly Diagnosis Mild = Some.Diagnosis("d1", 10, Severity.Warning);
    private static readonly Incident Opened = Some.Incident(Mild);
    private static readonly Incident Grown = Some.Incident(Mild, Some.Diagnosis("d2", 12, Severity.Warning));
    private static readonly Incident Risen = Some.Incident(Mild, Some.Diagnosis("d2", 12, Severity.Critical));
    private static readonly Incident Taken = IncidentFold.Acknowledge(Opened, "ann", Some.At(20))!.Incident;
    private static readonly Incident Over = IncidentFold.Resolve(Opened, "ann", "fixed", Some.At(60))!.Incident;
    private static readonly Incident Withdrawn = IncidentFold.Leave(Mild with { HiddenBy = "other" }, Opened, [])!.Incident;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_nobody_was_told_is_told_even_if_it_is_over(bool canEdit)
    {
        Assert.Equal(NotificationKind.Open, NotificationPlan.Decide(Opened, null, canEdit));
        Assert.Equal(NotificationKind.Open, NotificationPlan.Decide(Risen, null, canEdit));
        Assert.Equal(NotificationKind.Open, NotificationPlan.Decide(Taken, null, canEdit));
        Assert.Equal(NotificationKind.Open, NotificationPlan.Decide(Over, null, canEdit));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_was_withdrawn_before_anybody_was_told_is_never_told(bool canEdit)
    {
        Assert.Null(NotificationPlan.Decide(Withdrawn, null, canEdit));
        Assert.Equal(NotificationKind.Resolve, NotificationPlan.Decide(Withdrawn, Told.Of(Opened), canEdit));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Nothing_is_told_twice(bool canEdit) =>
        Assert.All([Opened, Grown, Risen, Taken, Over, Withdrawn], incident =>
        {
            Assert.Null(NotificationPlan.Decide(incident, Told.Of(incident), canEdit));
            Assert.Null(NotificationPlan.Decide(incident, Told.Of(incident) with { Version = incident.Version + 1 }, canEdit));
        });

    [Fact]
    public void Changes_are_edited_in_where_that_can_be_done()
    {
        Assert.Equal(NotificationKind.Update, NotificationPlan.Decide(Grown, Told.Of(Opened), canEdit: true));
        Assert.Equal(NotificationKind.Update, NotificationPlan.Decide(Taken, Told.Of(Opened), canEdit: true));
        Assert.Null(NotificationPlan.Decide(Grown, Told.Of(Opened), canEdit: false));
        Assert.Null(NotificationPlan.Decide(Taken, Told.Of(Opened), canEdit: false));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_rise_and_the_end_are_always_told(bool canEdit)
    {
        Assert.Equal(NotificationKind.Rise, NotificationPlan.Decide(Risen, Told.Of(Opened), canEdit));
        Assert.Equal(NotificationKind.Resolve, NotificationPlan.Decide(Over, Told.Of(Opened), canEdit));
    }

    [Fact]
    public void A_rise_that_is_over_is_told_as_over()
    {
        var over = IncidentFold.Resolve(Risen, null, "gone", Some.At(60))!.Incident;

        Assert.Equal(NotificationKind.Resolve, NotificationPlan.Decide(over, Told.Of(Opened), canEdit: true));
    }

    [Fact]
    public void A_fall_is_no_rise_and_neither_is_the_way_back()
    {
        var told = Told.Of(Risen);
        var fallen = Risen with { Version = 3, Severity = Severity.Warning };

        Assert.Null(NotificationPlan.Decide(fallen, told, canEdit: false));
        Assert.Equal(NotificationKind.Update, NotificationPlan.Decide(fallen, told, canEdit: true));
        Assert.Null(NotificationPlan.Decide(Risen with { Version = 4 }, told, canEdit: false));
    }

    [Fact]
    public void A_critical_incident_does_not_wait_and_others_wait_for_company()
    {
        Assert.Equal(TimeSpan.Zero, NotificationPlan.Wait(Risen, null, Options));
        Assert.Equal(TimeSpan.FromSeconds(30), NotificationPlan.Wait(Opened, null, Options));
        Assert.Equal(TimeSpan.FromSeconds(7), NotificationPlan.Wait(Risen, null, Options with { GroupWaitCritical = TimeSpan.FromSeconds(7) }));
    }

    [Fact]
    public void Edits_are_gathered_but_not_a_rise_or_the_end()
    {
        Assert.Equal(TimeSpan.FromSeconds(5), NotificationPlan.Wait(Grown, Told.Of(Opened), Options));
        Assert.Equal(TimeSpan.FromSeconds(5), NotificationPlan.Wait(Taken, Told.Of(Opened), Options));
        Assert.Equal(TimeSpan.Zero, NotificationPlan.Wait(Risen, Told.Of(Opened), Options));
        Assert.Equal(TimeSpan.Zero, NotificationPlan.Wait(Over, Told.Of(Opened), Options));
    }

    [Fact]
    public void Whichever_versions_a_notifier_misses_the_first_word_opens_and_the_last_resolves_once() =>
        Gen.Select(Gen.Enum<Severity>().Array[1, 12], Gen.Bool.Array[12], Gen.Bool).Sample((severities, awake, canEdit) =>
        {
            var versions = severities.Select((s, n) => Opened with { Version = n + 1, Severity = s }).ToList();
            versions.Add(Over with { Version = versions.Count + 1, Severity = severities[^1] });
            Told? told = null;
            var kinds = new List<NotificationKind>();
            foreach (var incident in versions.Where((v, n) => n == severities.Length || awake[n]))
            {
                if (NotificationPlan.Decide(incident, told, canEdit) is { } kind)
                {
                    kinds.Add(kind);
                    told = Told.Of(incident);
                }
            }

            Assert.Equal(NotificationKind.Open, kinds[0]);
            Assert.Equal(1, kinds.Count(k => k == NotificationKind.Open));
            Assert.Equal(IncidentStatus.Resolved, told!.Status);
            Assert.True(kinds.Count == 1 || kinds[^1] == NotificationKind.Resolve);
            Assert.Equal(kinds.Count == 1 ? 0 : 1, kinds.Count(k => k == NotificationKind.Resolve));
        });
}
