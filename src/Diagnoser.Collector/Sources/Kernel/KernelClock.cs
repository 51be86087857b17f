namespace Diagnoser.Collector.Sources.Kernel;

/// <summary>Turns stamps of the kernel log, counted since boot, into wall-clock time.</summary>
internal sealed class KernelClock(TimeProvider clock)
{
    // The log's clock drifts from the monotonic one over weeks and stands still in suspend.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    /// <summary>When it was; for a line seen as it came, at most two seconds from now.</summary>
    public DateTimeOffset ToWall(long microseconds, bool isLive)
    {
        var now = clock.GetUtcNow();
        var sinceBoot = TimeSpan.FromSeconds((double)clock.GetTimestamp() / clock.TimestampFrequency);
        var time = now - (sinceBoot - TimeSpan.FromMicroseconds(microseconds));
        return isLive && (now - time).Duration() > Tolerance ? now : time;
    }
}
