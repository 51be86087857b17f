using System.Text;
using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Evidence;

namespace Diagnoser.Collector.Sources.ContainerLogs;

/// <summary>
/// Reads what a container writes during one run, as the engine gives it. The engine's reader goes over the log by itself: however slowly it is read here, the
/// container does not wait. Who writes more than is read for so long that it is old when it comes is passed over, and that is told.
/// </summary>
internal sealed class FollowedRun(EngineClient client, string containerId, LogLiterals literals, IReadOnlyList<ByteBudget> budgets, TimeProvider clock)
{
    private const int BufferBytes = 4 * 1024;
    private const int MaxLine = 16 * 1024;
    private const int TimeBytes = 40;

    /// <summary>So old a line may be when it is read.</summary>
    public static readonly TimeSpan MostLag = TimeSpan.FromSeconds(30);

    private readonly byte[] _lastTime = new byte[TimeBytes];
    private int _lastTimeLength;

    /// <summary>Bounds how many logs are opened at a time.</summary>
    public required SemaphoreSlim Opening { get; init; }

    /// <summary>The lines that are wanted, with the engine's time before them.</summary>
    public required Func<RawLogLine, CancellationToken, Task> Hit { get; init; }

    /// <summary>Told from when lines were passed over, until now.</summary>
    public required Func<DateTimeOffset, CancellationToken, Task> Passed { get; init; }

    /// <summary>Where its last lines are kept; null if they need not be.</summary>
    public RecentLines.Ring? Ring { get; init; }

    /// <summary>Reads until the run ends.</summary>
    /// <param name="since">Nothing older.</param>
    /// <param name="cancellationToken">Ends it before.</param>
    public async Task ReadAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        var isPassedOver = true;
        while (isPassedOver)
        {
            isPassedOver = await ReadOnceAsync(since, cancellationToken);
            if (isPassedOver)
            {
                var from = LastTime ?? since;
                since = clock.GetUtcNow();
                await Passed(from, cancellationToken);
            }
        }
    }

    /// <summary>When the last line was written; null before the first.</summary>
    public DateTimeOffset? LastTime =>
        _lastTimeLength > 0 && Rfc3339.TryParse(Encoding.ASCII.GetString(_lastTime, 0, _lastTimeLength), out var time) ? time : null;

    /// <summary>True if it lags too far behind.</summary>
    private async Task<bool> ReadOnceAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        var hits = new List<RawLogLine>();
        var frames = new LogFrames(0, MaxLine, (stream, line) => Look(stream, line, hits));
        using var stream = await OpenAsync(since, cancellationToken);
        var buffer = new byte[BufferBytes];
        while (true)
        {
            var count = await stream.ReadAsync(buffer, cancellationToken);
            frames.Add(buffer.AsSpan(0, count));
            if (count == 0)
            {
                _ = frames.End();
            }

            foreach (var hit in hits)
            {
                await Hit(hit, cancellationToken);
            }

            hits.Clear();
            if (count == 0)
            {
                return false;
            }

            var wait = budgets.Max(budget => budget.Take(count));
            if (wait > TimeSpan.Zero)
            {
                if (LastTime is { } last && clock.GetUtcNow() - last > MostLag)
                {
                    return true;
                }

                await Task.Delay(wait, clock, cancellationToken);
            }
        }
    }

    private async Task<Stream> OpenAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        await Opening.WaitAsync(cancellationToken);
        try
        {
            return await client.FollowLogsAsync(containerId, since, cancellationToken);
        }
        finally
        {
            _ = Opening.Release();
        }
    }

    private void Look(string stream, ReadOnlySpan<byte> line, List<RawLogLine> hits)
    {
        var blank = line.IndexOf((byte)' ');
        if (blank is > 0 and <= TimeBytes)
        {
            line[..blank].CopyTo(_lastTime);
            _lastTimeLength = blank;
        }

        Ring?.Add(stream, line);
        if (literals.IsIn(line))
        {
            hits.Add(new RawLogLine(0, stream, Encoding.UTF8.GetString(line)));
        }
    }
}
