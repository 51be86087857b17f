namespace Diagnoser.Collector.Sources;

/// <summary>Notices that the wall clock was set: it moved otherwise than the clock that nobody can set.</summary>
internal sealed class ClockWatch(TimeProvider clock)
{
    // What a time service corrects by slewing stays far below this between two looks.
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    private DateTimeOffset _wall = clock.GetUtcNow();
    private long _stamp = clock.GetTimestamp();

    /// <summary>A step since the last look; null if there was none.</summary>
    public Blindness? Look()
    {
        var (wall, stamp) = (clock.GetUtcNow(), clock.GetTimestamp());
        var step = wall - _wall - clock.GetElapsedTime(_stamp, stamp);
        var before = _wall;
        (_wall, _stamp) = (wall, stamp);
        if (step.Duration() < Step)
        {
            return null;
        }

        var direction = step > TimeSpan.Zero ? "ahead" : "back";
        return new Blindness(
            BlindKinds.ClockStep,
            BlindSources.Clock,
            before < wall ? before : wall,
            wall,
            $"the clock was set {direction} by {step.Duration().TotalSeconds:0.0} s",
            "nothing, but times before and after do not compare");
    }
}
