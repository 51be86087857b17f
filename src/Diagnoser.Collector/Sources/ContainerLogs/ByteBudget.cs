namespace Diagnoser.Collector.Sources.ContainerLogs;

/// <summary>Bounds how many bytes are read a second; who reads more waits. Any thread.</summary>
/// <param name="perSecond">Bytes a second.</param>
/// <param name="clock">The clock.</param>
internal sealed class ByteBudget(long perSecond, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private double _left = perSecond;
    private long _stamp = clock.GetTimestamp();

    /// <summary>Takes them, in advance if need be; how long the reader has to wait until they are paid for.</summary>
    public TimeSpan Take(int bytes)
    {
        lock (_gate)
        {
            var now = clock.GetTimestamp();
            _left = Math.Min(perSecond, _left + (clock.GetElapsedTime(_stamp, now).TotalSeconds * perSecond)) - bytes;
            _stamp = now;
            return _left >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-_left / perSecond);
        }
    }
}
