using Diagnoser.Server.Notifiers;
using Diagnoser.Server.Notifiers.Slack;
using Diagnoser.Server.Tests.Support;

namespace Diagnoser.Server.Tests.Notifiers.Slack;

public sealed class SlackBotNotifierTests : IAsyncLifetime
{
    private FakeSlack _slack = null!;
    private SlackBotNotifier _notifier = null!;

    public async ValueTask InitializeAsync()
    {
        _slack = await FakeSlack.StartAsync();
        _notifier = Notifier();
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Empty(_slack.Violations);
        _notifier.Dispose();
        await _slack.DisposeAsync();
    }

    [Fact]
    public async Task An_incident_is_one_message_that_changes_with_it()
    {
        var opened = await DeliverAsync(Told.Opened());
        var taken = await DeliverAsync(Told.Taken(opened.Reference));
        var over = await DeliverAsync(Told.Over(taken.Reference));

        Assert.All([opened, taken, over], r => Assert.Equal(DeliveryOutcome.Delivered, r.Outcome));
        Assert.Equal(opened.Reference, over.Reference);
        var root = Assert.Single(_slack.Roots);
        Assert.Equal(2, root.Before.Count);
        Assert.StartsWith("✅ Resolved after 12m 0s · CRITICAL", root.Text, StringComparison.Ordinal);
        var reply = Assert.Single(_slack.Replies(root.Ts));
        Assert.False(reply.Broadcast);
    }

    [Fact]
    public async Task A_rise_is_told_to_the_whole_channel()
    {
        var opened = await DeliverAsync(Told.Opened());
        var risen = await DeliverAsync(Told.Risen(opened.Reference));

        Assert.Equal(opened, risen);
        Assert.True(Assert.Single(_slack.Replies(Assert.Single(_slack.Roots).Ts)).Broadcast);
    }

    [Fact]
    public async Task A_message_that_is_gone_is_posted_anew_and_not_twice()
    {
        var opened = await DeliverAsync(Told.Opened());
        _slack.Forget();

        var over = await DeliverAsync(Told.Over(opened.Reference));

        Assert.NotEqual(opened.Reference, over.Reference);
        var root = Assert.Single(_slack.Roots);
        Assert.Equal(over.Reference, $"{root.Channel}/{root.Ts}");
        Assert.Empty(_slack.Replies(root.Ts));
    }

    [Theory]
    [InlineData("cant_update_message")]
    [InlineData("edit_window_closed")]
    public async Task A_message_that_may_not_be_changed_is_posted_anew(string error)
    {
        var opened = await DeliverAsync(Told.Opened());
        _slack.Next(Error(error));

        var taken = await DeliverAsync(Told.Taken(opened.Reference));

        Assert.NotEqual(opened.Reference, taken.Reference);
        Assert.Equal(2, _slack.Roots.Count);
    }

    [Fact]
    public async Task Blocks_that_Slack_dislikes_do_not_cost_the_message()
    {
        _slack.Next(Error("invalid_blocks"));

        var opened = await DeliverAsync(Told.Opened());

        Assert.Equal(DeliveryOutcome.Delivered, opened.Outcome);
        Assert.Contains("shop-db-1 was OOM-killed", Assert.Single(_slack.Roots).Text, StringComparison.Ordinal);
        Assert.Contains("incident 5f1c0e7ab9d24c11", _slack.Roots[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ratelimited")]
    [InlineData("internal_error")]
    [InlineData("fatal_error")]
    [InlineData("service_unavailable")]
    [InlineData("request_timeout")]
    public async Task An_error_that_passes_is_worth_another_try(string error)
    {
        _slack.Next(Error(error));

        var result = await DeliverAsync(Told.Opened());

        Assert.Equal(DeliveryResult.Retry($"Slack answered {error}"), result);
    }

    [Theory]
    [InlineData("invalid_auth", "xoxb-")]
    [InlineData("missing_scope", "chat:write")]
    [InlineData("channel_not_found", "/invite")]
    [InlineData("not_in_channel", "/invite")]
    [InlineData("is_archived", "configure another one")]
    [InlineData("something_new", "documentation")]
    public async Task An_error_that_wants_a_person_says_what_to_do(string error, string advice)
    {
        _slack.Next(Error(error));

        var result = await DeliverAsync(Told.Opened());

        Assert.Equal(DeliveryOutcome.Refused, result.Outcome);
        Assert.Contains(error, result.Reason, StringComparison.Ordinal);
        Assert.Contains(advice, result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_token_is_refused_and_never_shown()
    {
        using var notifier = new SlackBotNotifier("slack", "xoxb-another-planted-token", "#ops", Api(), TimeProvider.System);

        var result = await notifier.DeliverAsync(Told.Opened(), TestContext.Current.CancellationToken);

        Assert.Equal(DeliveryOutcome.Refused, result.Outcome);
        Assert.DoesNotContain("planted", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_of_something_in_between_is_worth_another_try_and_its_secrets_are_not_repeated()
    {
        _slack.Next(new Trouble.Answer(200, $"<html>log in, Bearer {FakeSlack.Token}</html>"));

        var result = await DeliverAsync(Told.Opened());

        Assert.Equal(DeliveryOutcome.Retry, result.Outcome);
        Assert.Contains("[secret]", result.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(FakeSlack.Token, result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reply_that_fails_is_tried_again_without_a_second_root()
    {
        var opened = await DeliverAsync(Told.Opened());
        _slack.Next(Ok(opened.Reference!), new Trouble.Answer(429, "", "30"));

        var first = await DeliverAsync(Told.Over(opened.Reference));
        var second = await DeliverAsync(Told.Over(opened.Reference));

        Assert.Equal(TimeSpan.FromSeconds(30), first.After);
        Assert.Equal(DeliveryOutcome.Delivered, second.Outcome);
        _ = Assert.Single(_slack.Replies(Assert.Single(_slack.Roots).Ts));
    }

    private static Trouble.Answer Error(string error) => new(200, $$"""{"ok":false,"error":"{{error}}"}""");

    private static Trouble.Answer Ok(string reference) => new(200, $$"""{"ok":true,"channel":"{{reference.Split('/')[0]}}","ts":"{{reference.Split('/')[1]}}"}""");

    private NotifierAddress Api() => NotifierAddress.Parse(_slack.Api);

    private SlackBotNotifier Notifier() => new("slack", FakeSlack.Token + "\n", "#ops", Api(), TimeProvider.System);

    private Task<DeliveryResult> DeliverAsync(Notification notification) => _notifier.DeliverAsync(notification, TestContext.Current.CancellationToken);
}
