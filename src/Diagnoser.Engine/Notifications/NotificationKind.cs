namespace Diagnoser.Engine.Notifications;

/// <summary>What a notification tells of an incident.</summary>
public enum NotificationKind
{
    /// <summary>There is one; nobody was told before.</summary>
    Open,

    /// <summary>It changed; for notifiers that can edit what they told.</summary>
    Update,

    /// <summary>Its severity is higher than what was told.</summary>
    Rise,

    /// <summary>It is over.</summary>
    Resolve,
}
