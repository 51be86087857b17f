namespace Diagnoser.Collector.Spool;

/// <summary>
/// Tells the publisher that something was written. What is urgent is told at once; the rest gathers for a moment, so that many events share
/// a message.
/// </summary>
internal sealed class SpoolNews : IDisposable
{
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _any = new(0, 1);
    private readonly SemaphoreSlim _urgent = new(0, 1);

    public void Tell(bool urgent)
    {
        lock (_gate)
        {
            Raise(_any);
            if (urgent)
            {
                Raise(_urgent);
            }
        }
    }

    /// <summary>Returns when something urgent was written since the last call, a moment after something else was, or after this long.</summary>
    public async Task WaitAsync(TimeSpan most, CancellationToken cancellationToken)
    {
        if (await _any.WaitAsync(most, cancellationToken))
        {
            _ = await _urgent.WaitAsync(Linger, cancellationToken);
        }
    }

    public void Dispose()
    {
        _any.Dispose();
        _urgent.Dispose();
    }

    private static void Raise(SemaphoreSlim signal)
    {
        if (signal.CurrentCount == 0)
        {
            _ = signal.Release();
        }
    }
}
