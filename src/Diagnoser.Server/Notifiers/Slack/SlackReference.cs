namespace Diagnoser.Server.Notifiers.Slack;

/// <summary>Where a message stands in Slack: the channel's id (a name would not do for changes) and the message's time stamp.</summary>
internal sealed record SlackReference(string Channel, string Ts)
{
    /// <summary>Reads what <see cref="ToString"/> wrote; null if it is not that.</summary>
    public static SlackReference? Parse(string? text) =>
        text?.Split('/') is [{ Length: > 0 } channel, { Length: > 0 } ts] ? new SlackReference(channel, ts) : null;

    public override string ToString() => $"{Channel}/{Ts}";
}
