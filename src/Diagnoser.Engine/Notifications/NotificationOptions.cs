namespace Diagnoser.Engine.Notifications;

/// <summary>How long notifications wait, so that people get one message where one is enough.</summary>
public sealed record NotificationOptions
{
    /// <summary>How long a new critical incident waits for more to join it.</summary>
    public TimeSpan GroupWaitCritical { get; init; } = TimeSpan.Zero;

    /// <summary>How long any other new incident waits for more to join it.</summary>
    public TimeSpan GroupWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long changes of what was told are gathered.</summary>
    public TimeSpan EditInterval { get; init; } = TimeSpan.FromSeconds(5);
}
