namespace Diagnoser.Server.Notifiers;

/// <summary>
/// What delivers. It never retries later and never swallows: it says delivered, retry or refused, and whoever keeps the outbox decides.
/// The same notification delivered twice is harmless where the vendor lets messages be edited, and a second message elsewhere.
/// </summary>
internal interface INotifier
{
    /// <summary>As configured; names metrics and lines of the timeline.</summary>
    string Name { get; }

    /// <summary>Whether it can change what it said; the others are told on open, rise and resolve only.</summary>
    bool CanEdit { get; }

    Task<DeliveryResult> DeliverAsync(Notification notification, CancellationToken cancellationToken);
}
