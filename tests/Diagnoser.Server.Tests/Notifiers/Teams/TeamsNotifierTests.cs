using Diagnoser.Server.Notifiers;
using Diagnoser.Server.Notifiers.Teams;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.Server.Tests.Notifiers.Teams;

public sealed class TeamsNotifierTests : IAsyncLifetime
{
    private FakeTeams _teams = null!;
    private TeamsNotifier _notifier = null!;

    public async ValueTask InitializeAsync()
    {
        _teams = await FakeTeams.StartAsync();
        _notifier = new TeamsNotifier("teams", NotifierAddress.Parse(_teams.Webhook), TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Empty(_teams.Violations);
        _notifier.Dispose();
        await _teams.DisposeAsync();
    }

    [Fact]
    public async Task A_card_is_delivered_when_the_workflow_takes_it()
    {
        Assert.False(_notifier.CanEdit);
        Assert.Equal(DeliveryResult.Delivered(), await DeliverAsync(Told.Opened()));
        Assert.Equal(DeliveryResult.Delivered(), await DeliverAsync(Told.Over()));
        Assert.Equal(2, _teams.Cards.Count);
        Assert.Contains("✅ Resolved after 12m 0s", FakeTeams.Read(_teams.Cards[1]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, "")]
    [InlineData(200, "1")]
    [InlineData(202, "")]
    public async Task Success_is_success(int status, string body)
    {
        _teams.Next(new Trouble.Answer(status, body));

        Assert.Equal(DeliveryResult.Delivered(), await DeliverAsync(Told.Opened()));
    }

    [Theory]
    [InlineData("Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429 with ContextId x", nameof(DeliveryOutcome.Retry))]
    [InlineData("Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 502 with ContextId x", nameof(DeliveryOutcome.Retry))]
    [InlineData("Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 413 with ContextId x", nameof(DeliveryOutcome.Refused))]
    [InlineData("""{"error":{"code":"WorkflowTriggerIsNotEnabled"}}""", nameof(DeliveryOutcome.Retry))]
    public async Task A_failure_inside_a_success_is_a_failure(string body, string outcome)
    {
        _teams.Next(new Trouble.Answer(200, body));

        var result = await DeliverAsync(Told.Opened());

        Assert.Equal(outcome, result.Outcome.ToString());
        Assert.Contains("Teams answered 200 but says", result.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(410)]
    public async Task A_refusal_says_what_to_do_and_does_not_repeat_the_signature(int status)
    {
        _teams.Next(new Trouble.Answer(status, $"no access with sig={FakeTeams.Signature}"));

        var result = await DeliverAsync(Told.Opened());

        Assert.Equal(DeliveryOutcome.Refused, result.Outcome);
        Assert.Contains("Power Automate", result.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(FakeTeams.Signature, result.Reason, StringComparison.Ordinal);
    }

    private Task<DeliveryResult> DeliverAsync(Notification notification) => _notifier.DeliverAsync(notification, TestContext.Current.CancellationToken);
}
