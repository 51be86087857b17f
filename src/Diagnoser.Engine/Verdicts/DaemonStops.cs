namespace Diagnoser.Engine.Verdicts;

/// <summary>
/// Which stops were the daemon's own. Docker does not say so: a daemon without live-restore sends the stop signal to all its
/// containers at once, waits for them and goes. So the stops just before it went are the daemon's if they came as one burst and
/// fewer containers were left running than were stopped. Never more than probable; a stop by a person in the same seconds looks alike.
/// </summary>
internal static class DaemonStops
{
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Burst = TimeSpan.FromSeconds(5);

    // dockerd waits for its containers for up to shutdown-timeout, 15 s by default, and its event stream stands until the end.
    private static readonly TimeSpan Shutdown = TimeSpan.FromSeconds(15);

    /// <summary>The runs that the daemon stopped as it went.</summary>
    public static IReadOnlyList<RunTrack> Of(HostTrack host, Absence away)
    {
        var asked = host.Containers.Values
            .SelectMany(container => container.Runs)
            .Select(run => (Run: run, At: AskedAt(run)))
            .Where(stop => stop.At is { } at && at <= away.From && at >= away.From - Before && !(stop.Run.EndTime > away.From + Burst))
            .ToList();
        if (asked.Count == 0)
        {
            return [];
        }

        var last = asked.Max(stop => stop.At);
        var burst = asked.Where(stop => stop.At >= last - Burst).ToList();
        var first = burst.Min(stop => stop.At);
        var left = host.Containers.Values.Count(container => container.Live is { } live && live.Begin < first && AskedAt(live) is null);
        var alone = burst is [var only] && !(only.Run.EndTime >= away.From - Shutdown);
        return left >= burst.Count || alone ? [] : [.. burst.Select(stop => stop.Run)];
    }

    private static DateTimeOffset? AskedAt(RunTrack run)
    {
        var stop = run.Signals.LastOrDefault(signal => signal.Number != ApiSignal.Kill);
        return stop == default ? null : stop.Time;
    }
}
