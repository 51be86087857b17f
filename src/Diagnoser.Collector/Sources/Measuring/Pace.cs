namespace Diagnoser.Collector.Sources.Measuring;

/// <summary>Says how long to wait until the next sweep, so that sweeps stay below their budget of processor time however many containers there are.</summary>
/// <param name="interval">The wait if the budget allows it.</param>
/// <param name="budget">Processor time that may be taken, as a ratio of one core.</param>
internal sealed class Pace(TimeSpan interval, double budget)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    // One slow sweep, as the first after the start, is no reason to slow down.
    private const double Weight = 0.25;

    private double _average;

    /// <summary>True if the budget and not the setting decided on the last wait.</summary>
    public bool IsStretched { get; private set; }

    /// <summary>A sweep took this much processor time.</summary>
    public TimeSpan After(TimeSpan spent)
    {
        _average = _average == 0 ? spent.TotalSeconds : _average + (Weight * (spent.TotalSeconds - _average));
        var affordable = TimeSpan.FromSeconds(Math.Min(Longest.TotalSeconds, _average / budget));
        IsStretched = affordable > interval;
        return IsStretched ? affordable : interval;
    }
}
