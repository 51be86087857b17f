namespace Diagnoser.Server.Notifiers;

/// <summary>How a delivery ended.</summary>
internal enum DeliveryOutcome
{
    /// <summary>The vendor took it.</summary>
    Delivered,

    /// <summary>It may work later.</summary>
    Retry,

    /// <summary>It will not work until a person changes something.</summary>
    Refused,
}

/// <summary>What became of a delivery. Reasons are for people and never hold an address's path, a query or a token.</summary>
internal sealed record DeliveryResult
{
    private DeliveryResult(DeliveryOutcome outcome) => Outcome = outcome;

    public DeliveryOutcome Outcome { get; }

    /// <summary>Of a delivery: how to find the message again; null where the vendor does not say.</summary>
    public string? Reference { get; private init; }

    /// <summary>Of a failure: what happened, and what to do if a person must.</summary>
    public string? Reason { get; private init; }

    /// <summary>Of a retry: not before this long; null if the vendor named nothing.</summary>
    public TimeSpan? After { get; private init; }

    public static DeliveryResult Delivered(string? reference = null) => new(DeliveryOutcome.Delivered) { Reference = reference };

    public static DeliveryResult Retry(string reason, TimeSpan? after = null) => new(DeliveryOutcome.Retry) { Reason = reason, After = after };

    public static DeliveryResult Refused(string reason) => new(DeliveryOutcome.Refused) { Reason = reason };
}
