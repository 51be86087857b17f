namespace Diagnoser.Engine.Verdicts;

/// <summary>An instant or none, in UTC: a third of what <c>DateTimeOffset?</c> takes, since a hundred thousand runs hold several.</summary>
internal readonly struct KeptTime
{
    // One more than the ticks, so that the default value is none.
    private readonly long _ticks;

    private KeptTime(long ticks) => _ticks = ticks;

    /// <summary>Keeps an instant.</summary>
    public static implicit operator KeptTime(DateTimeOffset? time) => time is { } known ? new(known.UtcTicks + 1) : default;

    /// <summary>The instant.</summary>
    public static implicit operator DateTimeOffset?(KeptTime time) => time._ticks == 0 ? null : new DateTimeOffset(time._ticks - 1, TimeSpan.Zero);
}
