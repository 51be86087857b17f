using Diagnoser.Contracts;
using Diagnoser.Engine.Incidents;
using Diagnoser.Engine.Notifications;
using Diagnoser.Server.Bus;
using Diagnoser.Server.Notifiers;
using Diagnoser.Server.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Diagnoser.Server.Tests.Notifiers;

public sealed class NotifyRoleTests : IAsyncDisposable
{
    private readonly StoreFolder _folder = new();
    private readonly Signal _due = new();
    private readonly FakeTimeProvider _clock = new(Some.Noon);
    private readonly FakeNotifier _bot = new("bot", canEdit: true);
    private readonly FakeNotifier _hook = new("hook", canEdit: false);

    private NotifyRole? _role;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private IReadOnlyList<INotifier> Notifiers => [_bot, _hook];

    public async ValueTask DisposeAsync()
    {
        await _folder.DisposeAsync();
        _due.Dispose();
    }

    [Fact]
    public async Task Everybody_is_told_once_that_an_incident_opened()
    {
        await ChangeAsync(Opened(), IncidentChange.Opened);
        await ChangeAsync(Opened(), IncidentChange.Opened);

        Assert.Equal([NotificationKind.Open], _bot.Told);
        Assert.Equal([NotificationKind.Open], _hook.Told);
        Assert.Equal(2, (await _folder.JournalAsync()).Count(j => j.Kind == TimelineKinds.Notification));
    }

    [Fact]
    public async Task Who_can_edit_hears_of_every_change_with_its_reference_and_others_of_the_end()
    {
        var opened = Opened();
        await ChangeAsync(opened, IncidentChange.Opened);
        var taken = IncidentFold.Acknowledge(opened, "ann", _clock.GetUtcNow())!.Incident;
        await ChangeAsync(taken, IncidentChange.Acknowledged);
        await ChangeAsync(IncidentFold.Resolve(taken, "ann", "done", _clock.GetUtcNow())!.Incident, IncidentChange.Resolved);

        Assert.Equal([NotificationKind.Open, NotificationKind.Update, NotificationKind.Resolve], _bot.Told);
        Assert.Equal([null, "bot-1", "bot-1"], _bot.References);
        Assert.Equal([NotificationKind.Open, NotificationKind.Resolve], _hook.Told);
    }

    [Fact]
    public async Task A_warning_waits_to_gather_and_a_critical_one_does_not()
    {
        await ChangeAsync(Opened(severity: Severity.Warning), IncidentChange.Opened, settle: false);
        Assert.Empty(_bot.Told);

        _clock.Advance(TimeSpan.FromSeconds(31));
        await TellAsync();

        Assert.Equal([NotificationKind.Open], _bot.Told);
    }

    [Fact]
    public async Task A_target_that_was_away_gets_the_state_of_now_once()
    {
        _bot.Answers.Enqueue(DeliveryResult.Retry("it is away", TimeSpan.FromSeconds(30)));
        var opened = Opened();
        await ChangeAsync(opened, IncidentChange.Opened);
        var taken = IncidentFold.Acknowledge(opened, "ann", _clock.GetUtcNow())!.Incident;
        await ChangeAsync(taken, IncidentChange.Acknowledged, settle: false);
        await ChangeAsync(IncidentFold.Resolve(taken, "ann", "done", _clock.GetUtcNow())!.Incident, IncidentChange.Resolved, settle: false);

        _clock.Advance(TimeSpan.FromMinutes(1));
        await TellAsync();

        Assert.Equal([NotificationKind.Open, NotificationKind.Open], _bot.Told);
        Assert.Equal(IncidentStatus.Resolved, _bot.Last!.Status);
        Assert.Contains(await _folder.JournalAsync(), j => j.Text.Contains("could not be told yet: it is away", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_goes_to_a_target_before_the_time_that_it_asked_for()
    {
        _bot.Answers.Enqueue(DeliveryResult.Retry("slow down", TimeSpan.FromMinutes(2)));
        await ChangeAsync(Opened(), IncidentChange.Opened);
        await ChangeAsync(Opened("d2", "k2"), IncidentChange.Opened);
        Assert.Single(_bot.Told);

        _clock.Advance(TimeSpan.FromSeconds(110));
        await TellAsync();
        Assert.Single(_bot.Told);

        _clock.Advance(TimeSpan.FromSeconds(10));
        await TellAsync();
        Assert.Equal(3, _bot.Told.Count);
    }

    [Fact]
    public async Task A_refusal_is_not_tried_again_until_there_is_more_to_tell_and_stands_in_the_journal()
    {
        _hook.Answers.Enqueue(DeliveryResult.Refused("the address is gone"));
        var opened = Opened();
        await ChangeAsync(opened, IncidentChange.Opened);
        _clock.Advance(TimeSpan.FromHours(1));
        await TellAsync();
        Assert.Single(_hook.Told);
        Assert.Contains(await _folder.JournalAsync(), j => j.Text.Contains("refuses to be told: the address is gone", StringComparison.Ordinal));

        await ChangeAsync(IncidentFold.Resolve(opened, "ann", "done", _clock.GetUtcNow())!.Incident, IncidentChange.Resolved);

        Assert.Equal(2, _hook.Told.Count);
    }

    [Fact]
    public async Task What_was_being_sent_when_the_process_died_is_sent_again_by_the_next_one()
    {
        await OweAsync(Opened(), IncidentChange.Opened);
        _ = await _folder.Store.LeaseDeliveriesAsync(_clock.GetUtcNow(), TimeSpan.FromSeconds(60), 10, Cancelled);
        await TellAsync();
        Assert.Empty(_bot.Told);

        _clock.Advance(TimeSpan.FromSeconds(61));
        await TellAsync();

        Assert.Equal([NotificationKind.Open], _bot.Told);
    }

    [Fact]
    public async Task A_change_whose_message_was_lost_is_told_all_the_same_and_once()
    {
        await SaveAsync(Opened());

        await Role().LookAfterAsync(Cancelled);
        await TellAsync();
        await Role().LookAfterAsync(Cancelled);
        await TellAsync();

        Assert.Equal([NotificationKind.Open], _bot.Told);
        Assert.Equal([NotificationKind.Open], _hook.Told);
    }

    [Fact]
    public async Task An_incident_withdrawn_while_it_is_told_is_taken_back()
    {
        var opened = Opened();
        await OweAsync(opened, IncidentChange.Opened);
        var withdrawn = IncidentFold.Leave(opened.Root with { HiddenBy = "other" }, opened, [])!.Incident;
        _hook.Meanwhile = () => OweAsync(withdrawn, IncidentChange.Resolved);

        await TellAsync();
        _clock.Advance(TimeSpan.FromSeconds(10));
        await TellAsync();

        Assert.Equal([NotificationKind.Open, NotificationKind.Resolve], _hook.Told);
    }

    [Fact]
    public async Task A_defect_in_a_notifier_is_a_failure_like_any_other()
    {
        _hook.Meanwhile = () => throw new InvalidOperationException("a character set");
        await ChangeAsync(Opened(), IncidentChange.Opened);
        _hook.Meanwhile = null;
        _clock.Advance(TimeSpan.FromMinutes(1));
        await TellAsync();

        Assert.Equal([NotificationKind.Open, NotificationKind.Open], _hook.Told);
        Assert.Contains(await _folder.JournalAsync(), j => j.Text.Contains("InvalidOperationException", StringComparison.Ordinal));
    }

    private static Incident Opened(string diagnosis = "d1", string key = "k1", Severity severity = Severity.Critical) =>
        IncidentFold.Join(Some.Diagnosis(diagnosis) with { IncidentKey = key, Severity = severity }, null, null, null, null)!.Incident;

    private async Task ChangeAsync(Incident incident, IncidentChange change, bool settle = true)
    {
        await OweAsync(incident, change);
        if (settle)
        {
            // Edits are gathered for some seconds.
            _clock.Advance(TimeSpan.FromSeconds(5));
        }

        await TellAsync();
    }

    private async Task OweAsync(Incident incident, IncidentChange change)
    {
        await SaveAsync(incident);
        await Owing().HandleAsync(new IncidentChanged(incident, change), Cancelled);
    }

    private async Task SaveAsync(Incident incident)
    {
        await using var transaction = await _folder.Store.BeginAsync(Cancelled);
        if (await transaction.FindIncidentAsync(incident.Id, Cancelled) is null || incident.Version > 1)
        {
            await transaction.SaveIncidentAsync(incident, Cancelled);
        }

        await transaction.CommitAsync(Cancelled);
    }

    private NotificationOwing Owing() => new(_folder.Store, Notifiers, new NotificationOptions(), _due, _clock);

    private NotifyRole Role() => new(
        _folder.Store, new Teller(_folder.Store, Notifiers, _ => null, _clock, NullLogger<Teller>.Instance), Owing(), _due, _clock, NullLogger<NotifyRole>.Instance);

    private async Task TellAsync()
    {
        _role ??= Role();
        while (await _role.TellDueAsync(Cancelled) > 0)
        {
            // Until nothing is due.
        }
    }

    private sealed class FakeNotifier(string name, bool canEdit) : INotifier
    {
        public string Name => name;

        public bool CanEdit => canEdit;

        public List<NotificationKind> Told { get; } = [];

        public List<string?> References { get; } = [];

        public Queue<DeliveryResult> Answers { get; } = [];

        public Incident? Last { get; private set; }

        /// <summary>What happens while the first message is being delivered.</summary>
        public Func<Task>? Meanwhile { get; set; }

        public async Task<DeliveryResult> DeliverAsync(Notification notification, CancellationToken cancellationToken)
        {
            Told.Add(notification.Kind);
            References.Add(notification.Reference);
            Last = notification.Incident;
            if (Meanwhile is { } meanwhile && Told.Count == 1)
            {
                await meanwhile();
            }

            return Answers.TryDequeue(out var answer) ? answer : DeliveryResult.Delivered(notification.Reference ?? $"{name}-{Told.Count}");
        }
    }
}
