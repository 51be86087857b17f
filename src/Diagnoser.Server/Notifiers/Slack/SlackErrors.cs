using System.Collections.Frozen;

namespace Diagnoser.Server.Notifiers.Slack;

/// <summary>
/// Slack's error words, of the API and of webhooks, sorted: those that pass by themselves, those that want a person and what that
/// person must do, and those of a message that is gone.
/// </summary>
internal static class SlackErrors
{
    private const string Invite = "invite the app to the channel (/invite @app), or give it the scope chat:write.public";
    private const string NewToken = "install the app again and configure the new bot token (it begins with xoxb-)";
    private const string NewWebhook = "make a new incoming webhook for the channel and configure its address";
    private const string Allow = "have a workspace admin allow the app to post in this channel, or configure another channel";
    private const string Report = "this is a fault of Diagnoser: please report it";

    private static readonly FrozenSet<string> Passing = FrozenSet.ToFrozenSet(
    [
        "ratelimited", "rate_limited", "message_limit_exceeded", "internal_error", "fatal_error", "service_unavailable", "request_timeout",
        "team_added_to_org", "org_login_required", "external_channel_migrating", "update_failed", "rollup_error",
    ]);

    private static readonly FrozenSet<string> OfAGoneMessage = FrozenSet.ToFrozenSet(
        ["message_not_found", "cant_update_message", "edit_window_closed", "thread_not_found"]);

    private static readonly FrozenSet<string> OfLooks = FrozenSet.ToFrozenSet(
        ["invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long", "block_mismatch"]);

    private static readonly FrozenDictionary<string, string> Wanting = new Dictionary<string, string>
    {
        ["invalid_auth"] = $"the token is wrong or may not be used from this machine's address: {NewToken}",
        ["not_authed"] = "configure a bot token",
        ["account_inactive"] = $"the token's app was removed: {NewToken}",
        ["token_revoked"] = $"the token was revoked: {NewToken}",
        ["token_expired"] = $"the token has expired: {NewToken}, without token rotation",
        ["not_allowed_token_type"] = NewToken,
        ["missing_scope"] = "give the app the scope chat:write and install it again",
        ["no_permission"] = Invite,
        ["access_denied"] = Allow,
        ["accesslimited"] = "the workspace does not let the API be used from this machine's network: have an admin allow its address",
        ["ekm_access_denied"] = "admins have suspended posting in this workspace: ask them",
        ["channel_not_found"] = $"the channel is not there, or is private and does not know the app: check its name or id, and {Invite}",
        ["not_in_channel"] = Invite,
        ["is_archived"] = "the channel is archived: bring it back or configure another one",
        ["is_inactive"] = "the channel is frozen: configure another one",
        ["channel_is_archived"] = "the channel is archived: bring it back or make a webhook for another one",
        ["restricted_action"] = Allow,
        ["restricted_action_read_only_channel"] = Allow,
        ["restricted_action_thread_only_channel"] = Allow,
        ["restricted_action_non_threadable_channel"] = "this channel takes no threads: configure another one",
        ["restricted_action_thread_locked"] = "the thread was locked: unlock it",
        ["team_access_not_granted"] = "the app may not be used in this workspace: have an admin grant it",
        ["action_prohibited"] = Allow,
        ["posting_to_general_channel_denied"] = Allow,
        ["no_service"] = $"the webhook was removed or switched off: {NewWebhook}",
        ["no_service_id"] = $"the webhook's address is not whole: {NewWebhook}",
        ["no_active_hooks"] = $"the webhook is switched off: {NewWebhook}",
        ["no_team"] = $"the webhook's workspace is gone: {NewWebhook}",
        ["team_disabled"] = $"the webhook's workspace is switched off: {NewWebhook}",
        ["invalid_token"] = $"the webhook's address is wrong: {NewWebhook}",
        ["user_not_found"] = $"the webhook's owner is gone: {NewWebhook}",
        ["invalid_payload"] = Report,
        ["no_text"] = Report,
        ["missing_text_or_fallback_or_attachments"] = Report,
        ["invalid_arguments"] = Report,
    }.ToFrozenDictionary();

    /// <summary>Whether the message that was to be changed, or answered, cannot be: a new one must take its place.</summary>
    public static bool IsGone(string error) => OfAGoneMessage.Contains(error);

    /// <summary>Whether Slack dislikes the blocks only.</summary>
    public static bool IsAboutLooks(string error) => OfLooks.Contains(error);

    /// <summary>Whether this is a word of Slack's, not a page of whoever stands between.</summary>
    public static bool IsKnown(string error) => Passing.Contains(error) || Wanting.ContainsKey(error) || IsGone(error) || IsAboutLooks(error);

    /// <summary>What it means for the delivery.</summary>
    /// <param name="error">Slack's word.</param>
    /// <param name="shown">The word made harmless.</param>
    /// <param name="after">How long Slack asks to wait.</param>
    public static DeliveryResult Judge(string error, string shown, TimeSpan? after) =>
        Passing.Contains(error) ? DeliveryResult.Retry($"Slack answered {shown}", after)
        : Wanting.TryGetValue(error, out var advice) ? DeliveryResult.Refused($"Slack answered {shown}: {advice}")
        : DeliveryResult.Refused($"Slack answered {shown}: look the word up in Slack's documentation of chat.postMessage");
}
