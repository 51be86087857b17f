using Diagnoser.Engine.Notifications;
namespace Diagnoser.Server.Notifiers.Slack;

/// <summary>
/// Tells a Slack channel by an incoming webhook, which can only post: on open, on a rise with all that is known by then, and shortly
/// at the end.
/// </summary>
internal sealed class SlackWebhookNotifier(string name, NotifierAddress address, TimeProvider clock) : INotifier, IDisposable
{
    private readonly NotifierPipeline _pipeline = new(address, clock);

    public string Name => name;

    public bool CanEdit => false;

    public async Task<DeliveryResult> DeliverAsync(Notification notification, CancellationToken cancellationToken)
    {
        var message = notification.Kind == NotificationKind.Resolve ? SlackLayout.Notice(notification) : SlackLayout.Root(notification);
        var answer = await _pipeline.PostAsync(address.Uri, message.ToJson(), cancellationToken);
        if (SlackErrors.IsAboutLooks(answer.Body.Trim()))
        {
            answer = await _pipeline.PostAsync(address.Uri, message.Plain().ToJson(), cancellationToken);
        }

        return Judge(answer);
    }

    public void Dispose() => _pipeline.Dispose();

    private DeliveryResult Judge(HttpAnswer answer)
    {
        var body = answer.Body.Trim();
        if (answer.Failure is null && body == "ok")
        {
            return DeliveryResult.Delivered();
        }

        if (answer.Failure?.Outcome != DeliveryOutcome.Retry && SlackErrors.IsKnown(body))
        {
            return SlackErrors.Judge(body, body, answer.RetryAfter);
        }

        return answer.Failure ?? DeliveryResult.Retry($"Slack's answer is not \"ok\"; does something stand between? It begins: {_pipeline.Shown(body)}");
    }
}
