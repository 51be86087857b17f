namespace Diagnoser.Server.Bus;

/// <summary>Wakes one waiter: there is something to do. A signal that nobody waits for is kept, once.</summary>
internal sealed class Signal : IDisposable
{
    private readonly SemaphoreSlim _set = new(0, 1);
    private readonly Lock _gate = new();

    public void Set()
    {
        lock (_gate)
        {
            if (_set.CurrentCount == 0)
            {
                _ = _set.Release();
            }
        }
    }

    /// <summary>Returns when the signal is set, or after this long.</summary>
    public Task WaitAsync(TimeSpan most, CancellationToken cancellationToken) => _set.WaitAsync(most, cancellationToken);

    public void Dispose() => _set.Dispose();
}
