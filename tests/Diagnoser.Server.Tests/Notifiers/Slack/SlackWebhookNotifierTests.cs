using Diagnoser.Server.Notifiers;
using Diagnoser.Server.Notifiers.Slack;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.Server.Tests.Notifiers.Slack;

public sealed class SlackWebhookNotifierTests : IAsyncLifetime
{
    private FakeSlack _slack = null!;
    private SlackWebhookNotifier _notifier = null!;

    public async ValueTask InitializeAsync()
    {
        _slack = await FakeSlack.StartAsync();
        _notifier = new SlackWebhookNotifier("slack-hook", NotifierAddress.Parse(_slack.Webhook), TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Empty(_slack.Violations);
        _notifier.Dispose();
        await _slack.DisposeAsync();
    }

    [Fact]
    public async Task Open_and_the_end_are_messages_of_their_own()
    {
        var opened = await DeliverAsync(Told.Opened());
        var over = await DeliverAsync(Told.Over(opened.Reference));

        Assert.False(_notifier.CanEdit);
        Assert.Equal([DeliveryResult.Delivered(), DeliveryResult.Delivered()], [opened, over]);
        Assert.Equal(2, _slack.Roots.Count);
        Assert.True(_slack.Roots[1].Body.GetRawText().Length < _slack.Roots[0].Body.GetRawText().Length / 2);
    }

    [Theory]
    [InlineData(404, "no_service", "make a new incoming webhook")]
    [InlineData(403, "action_prohibited", "admin")]
    [InlineData(403, "invalid_token", "make a new incoming webhook")]
    [InlineData(410, "channel_is_archived", "archived")]
    [InlineData(400, "invalid_payload", "report")]
    [InlineData(400, "who knows", "who knows")]
    public async Task A_refusal_says_what_to_do(int status, string body, string advice)
    {
        _slack.Next(new Trouble.Answer(status, body));

        var result = await DeliverAsync(Told.Opened());

        Assert.Equal(DeliveryOutcome.Refused, result.Outcome);
        Assert.Contains(advice, result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Blocks_that_Slack_dislikes_do_not_cost_the_message()
    {
        _slack.Next(new Trouble.Answer(400, "invalid_blocks"));

        Assert.Equal(DeliveryResult.Delivered(), await DeliverAsync(Told.Opened()));
        Assert.Empty(Assert.Single(_slack.Roots).Body.GetProperty("blocks").EnumerateArray());
    }

    [Fact]
    public async Task Success_without_ok_is_not_believed()
    {
        _slack.Next(new Trouble.Answer(200, "<html>please log in</html>"));

        Assert.Equal(DeliveryOutcome.Retry, (await DeliverAsync(Told.Opened())).Outcome);
    }

    [Fact]
    public async Task The_address_is_in_no_reason()
    {
        _slack.Next(
            new Trouble.Answer(404, "no such path " + FakeSlack.WebhookPath),
            new Trouble.Answer(500, "plantedWebhookSecret24 broke"),
            new Trouble.Reset());
        for (var i = 0; i < 3; i++)
        {
            var result = await DeliverAsync(Told.Opened());

            Assert.NotEqual(DeliveryOutcome.Delivered, result.Outcome);
            Assert.DoesNotContain("planted", result.Reason, StringComparison.Ordinal);
        }
    }

    private Task<DeliveryResult> DeliverAsync(Notification notification) => _notifier.DeliverAsync(notification, TestContext.Current.CancellationToken);
}
