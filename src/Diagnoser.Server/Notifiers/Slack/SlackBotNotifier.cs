using Diagnoser.Engine.Notifications;
using System.Text.Json;

namespace Diagnoser.Server.Notifiers.Slack;

/// <summary>
/// Tells a Slack channel with a bot token. One incident is one message, changed whenever the incident changes; a rise and the end are
/// also said in its thread, a rise to the whole channel.
/// </summary>
internal sealed class SlackBotNotifier : INotifier, IDisposable
{
    public const string DefaultApi = "https://slack.com/api/";

    private readonly NotifierPipeline _pipeline;
    private readonly Uri _post;
    private readonly Uri _update;
    private readonly string _channel;

    /// <param name="name">As configured.</param>
    /// <param name="token">The bot token; a line break at its end, as files have it, does no harm.</param>
    /// <param name="channel">The channel's id, or its name with #.</param>
    /// <param name="api">Slack's API, <see cref="DefaultApi"/> outside tests.</param>
    /// <param name="clock">The clock.</param>
    public SlackBotNotifier(string name, string token, string channel, NotifierAddress api, TimeProvider clock)
    {
        Name = name;
        _channel = channel;
        _pipeline = new NotifierPipeline(api, clock, token.Trim());
        var root = new Uri(api.Uri.AbsoluteUri.TrimEnd('/') + "/");
        _post = new Uri(root, "chat.postMessage");
        _update = new Uri(root, "chat.update");
    }

    public string Name { get; }

    public bool CanEdit => true;

    public async Task<DeliveryResult> DeliverAsync(Notification notification, CancellationToken cancellationToken)
    {
        if (SlackReference.Parse(notification.Reference) is not { } told)
        {
            return await PostAsync(notification, cancellationToken);
        }

        var message = SlackLayout.Root(notification) with { Channel = told.Channel, Ts = told.Ts, UnfurlLinks = null, UnfurlMedia = null };
        var edit = await SendAsync(_update, message, cancellationToken);
        if (edit.Gone)
        {
            return await PostAsync(notification, cancellationToken);
        }

        if (edit.Failure is { } failure)
        {
            return failure;
        }

        // The edit comes first: done twice it changes nothing, so a reply that must be tried again costs no second message.
        return notification.Kind is NotificationKind.Rise or NotificationKind.Resolve
            ? await ReplyAsync(notification, told, cancellationToken)
            : DeliveryResult.Delivered(notification.Reference);
    }

    public void Dispose() => _pipeline.Dispose();

    private async Task<DeliveryResult> PostAsync(Notification notification, CancellationToken cancellationToken)
    {
        var sent = await SendAsync(_post, SlackLayout.Root(notification) with { Channel = _channel }, cancellationToken);
        return sent.Failure ?? DeliveryResult.Delivered(sent.Reference?.ToString());
    }

    private async Task<DeliveryResult> ReplyAsync(Notification notification, SlackReference told, CancellationToken cancellationToken)
    {
        var reply = SlackLayout.Notice(notification) with
        {
            Channel = told.Channel,
            ThreadTs = told.Ts,
            ReplyBroadcast = notification.Kind == NotificationKind.Rise,
        };
        var sent = await SendAsync(_post, reply, cancellationToken);
        return sent.Failure ?? DeliveryResult.Delivered(notification.Reference);
    }

    private async Task<Sent> SendAsync(Uri method, SlackMessage message, CancellationToken cancellationToken)
    {
        var sent = await TryAsync(method, message, cancellationToken);
        return sent.DislikesLooks ? await TryAsync(method, message.Plain(), cancellationToken) : sent;
    }

    private async Task<Sent> TryAsync(Uri method, SlackMessage message, CancellationToken cancellationToken)
    {
        var answer = await _pipeline.PostAsync(method, message.ToJson(), cancellationToken);
        if (answer.Failure is { } failure)
        {
            return new Sent(failure);
        }

        if (Read(answer.Body) is not { } response)
        {
            return new Sent(DeliveryResult.Retry($"Slack's answer is not JSON; does something stand between? It begins: {_pipeline.Shown(answer.Body)}"));
        }

        if (response.Ok)
        {
            return new Sent(null) { Reference = response is { Channel: { } channel, Ts: { } ts } ? new SlackReference(channel, ts) : null };
        }

        var error = response.Error ?? "";
        return new Sent(SlackErrors.Judge(error, _pipeline.Shown(error), answer.RetryAfter))
        {
            Gone = SlackErrors.IsGone(error),
            DislikesLooks = SlackErrors.IsAboutLooks(error),
        };
    }

    private static SlackResponse? Read(string body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, SlackJson.Default.SlackResponse);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What became of one call.</summary>
    private sealed record Sent(DeliveryResult? Failure)
    {
        public SlackReference? Reference { get; init; }

        public bool Gone { get; init; }

        public bool DislikesLooks { get; init; }
    }
}
