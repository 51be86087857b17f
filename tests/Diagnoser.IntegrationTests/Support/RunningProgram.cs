using System.Diagnostics;

namespace Diagnoser.IntegrationTests.Support;

/// <summary>A program of ours that runs until it is stopped, and what it says on stderr.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly List<string> _said = [];
    private readonly Task _reading;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RunningProgram(Process process)
    {
        _process = process;
        _process.StandardInput.Close();
        _reading = Task.WhenAll(ReadAsync(_process.StandardError), _process.StandardOutput.ReadToEndAsync());
    }

    public bool HasEnded => _process.HasExited;

    public int Id => _process.Id;

    public string Said
    {
        get
        {
            lock (_said)
            {
                return string.Join('\n', _said);
            }
        }
    }

    public static RunningProgram Start(Command command) => new(command.Start());

    /// <summary>Waits until it has said this.</summary>
    public async Task SaysAsync(string text)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        while (true)
        {
            var changed = Volatile.Read(ref _changed).Task;
            if (Said.Contains(text, StringComparison.Ordinal))
            {
                return;
            }

            Assert.False(_process.HasExited && _reading.IsCompleted, $"it ended with exit code {(_process.HasExited ? _process.ExitCode : 0)} before it said '{text}':\n{Said}");
            try
            {
                await changed.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
            {
                Assert.Fail($"it does not say '{text}' within {Patience}; it said:\n{Said}");
            }
        }
    }

    /// <summary>Ends it as a service manager does; gives its exit code.</summary>
    public async Task<int> StopAsync()
    {
        await SignalAsync("-TERM");
        return await EndedAsync();
    }

    /// <summary>Ends it without any chance to tidy up.</summary>
    public async Task KillAsync()
    {
        await SignalAsync("-KILL");
        _ = await EndedAsync();
    }

    public async Task SignalAsync(string signal) => _ = (await new Command("kill", signal, $"{_process.Id}").RunAsync()).Text();

    public async Task<int> EndedAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(limit.Token);
        await _reading.WaitAsync(limit.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _reading;
        _process.Dispose();
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_said)
            {
                _said.Add(line);
            }

            Pulse();
        }

        Pulse();
    }

    private void Pulse() =>
        Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
}
