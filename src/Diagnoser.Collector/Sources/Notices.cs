using Diagnoser.Collector.Redaction;

namespace Diagnoser.Collector.Sources;

/// <summary>Tells people about the collector itself, and sees to it that no fault of background work goes unheard.</summary>
internal sealed class Notices(Action<CollectorNotice>? listener, Redactor redactor, TimeProvider clock)
{
    public void Say(string source, bool isDegraded, string text, string? remedy = null) =>
        listener?.Invoke(new CollectorNotice(clock.GetUtcNow(), source, isDegraded, redactor.Redact(text), remedy));

    /// <summary>Waits for background work and tells of its failure; cancellation is none.</summary>
    public async Task WatchAsync(Task work)
    {
        try
        {
            await work;
        }
        catch (OperationCanceledException)
        {
            // The collector is stopping.
        }
#pragma warning disable CA1031 // because one container's failed work must not end the watch over all others, and it is told
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Say("collector", true, $"an event was lost: {failure.GetType().Name}: {failure.Message}");
        }
    }
}
