using System.Collections.Concurrent;
using System.Diagnostics;
using Diagnoser.Contracts;

namespace Diagnoser.IntegrationTests.Support;

/// <summary>A running <c>diagnoser up --json</c> and the records that it has printed, with the time each arrived.</summary>
internal sealed class Up : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly Process _process;
    private readonly List<(DateTimeOffset Arrived, object Record)> _lines = [];
    private readonly ConcurrentQueue<string> _errors = [];
    private readonly TestEngine _engine;
    private readonly Task _reading;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _broken;

    private Up(TestEngine engine, Process process)
    {
        _engine = engine;
        _process = process;
        _process.StandardInput.Close();
        _reading = Task.WhenAll(ReadLinesAsync(), ReadErrorsAsync());
    }

    public string Errors => string.Join('\n', _errors);

    public bool HasEnded => _process.HasExited;

    /// <summary>Starts it and returns once it is seen to report the ends of containers.</summary>
    public static async Task<Up> StartAsync(TestEngine engine, string folder) =>
        await StartAsync(engine, engine.Program("up", "--docker", engine.Uri, "--data", folder, "--json"));

    public static async Task<Up> StartAsync(TestEngine engine, Command command)
    {
        var up = new Up(engine, command.Start());
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                if (await up.PassSentinelAsync(attempt < 20 ? TimeSpan.FromSeconds(1.5) : Patience))
                {
                    return up;
                }
            }
        }
        catch
        {
            await up.DisposeAsync();
            throw;
        }
    }

    /// <summary>Everything printed so far.</summary>
    public Records Records() => Snapshot(_ => true);

    /// <summary>Waits for a diagnosis of this rule on this container that is shown.</summary>
    public async Task<Diagnosis> DiagnosisAsync(string container, string rule) =>
        await UntilAsync(
            container, $"diagnosis {rule}", r => r.Shown.FirstOrDefault(d => d.Rule == rule)) ?? throw new UnreachableException();

    /// <summary>Waits for the nth judged end of this container.</summary>
    public async Task<DockerEvent> EndAsync(string container, int nth = 1) =>
        await UntilAsync(container, $"end {nth}", r => r.Ends.ElementAtOrDefault(nth - 1)) ?? throw new UnreachableException();

    /// <summary>Waits until these records of a container (or all records, for null) hold what is asked for.</summary>
    public async Task<T> UntilAsync<T>(string? container, string what, Func<Records, T?> ask)
        where T : class =>
        await TryUntilAsync(container, ask, Patience)
            ?? throw new TimeoutException($"no {what} of {container} after {Patience}; printed so far:\n{Of(container)}\nmessages:\n{Errors}");

    /// <summary>When the line with this record was read.</summary>
    public DateTimeOffset Arrival(Predicate<object> which)
    {
        lock (_lines)
        {
            return _lines.Find(line => which(line.Record)).Arrived;
        }
    }

    /// <summary>Returns once a container that ended after everything else was reported: what is to come has come.</summary>
    public async Task SettleAsync() => Assert.True(await PassSentinelAsync(Patience), $"the sentinel is not reported; messages:\n{Errors}");

    /// <summary>Ends it as Ctrl-C or a service manager does.</summary>
    public async Task<int> StopAsync(string signal = "-TERM")
    {
        _ = (await new Command("kill", signal, $"{_process.Id}").RunAsync()).Text();
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

    private Records Of(string? container) => container is null ? Records() : Records().Of(container);

    private Records Snapshot(Predicate<object> which)
    {
        lock (_lines)
        {
            var records = _lines.Select(l => l.Record).Where(r => which(r)).ToList();
            return new Records([.. records.OfType<DockerEvent>()], [.. records.OfType<Diagnosis>()], [.. records.OfType<BlindWindow>()]);
        }
    }

    private async Task<bool> PassSentinelAsync(TimeSpan patience)
    {
        var name = DockerCli.Name("sentinel-" + Guid.NewGuid().ToString("n")[..8]);
        await _engine.Docker.RunAsync(name, ["--rm"], "true");
        return await TryUntilAsync(name, r => r.Ends.FirstOrDefault(), patience) is not null;
    }

    private async Task<T?> TryUntilAsync<T>(string? container, Func<Records, T?> ask, TimeSpan patience)
        where T : class
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(patience);
        while (true)
        {
            var changed = Volatile.Read(ref _changed).Task;
            if (ask(Of(container)) is { } answer)
            {
                return answer;
            }

            if (_broken is not null)
            {
                throw new InvalidDataException("the output of up cannot be read", _broken);
            }

            if (_process.HasExited)
            {
                throw new InvalidOperationException($"up ended with exit code {_process.ExitCode}; messages:\n{Errors}");
            }

            try
            {
                await changed.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
            {
                return null;
            }
        }
    }

    private async Task ReadLinesAsync()
    {
        try
        {
            while (await _process.StandardOutput.ReadLineAsync() is { } line)
            {
                var arrived = TimeProvider.System.GetUtcNow();
                var record = Support.Records.Read(line);
                lock (_lines)
                {
                    _lines.Add((arrived, record));
                }

                Pulse();
            }
        }
        catch (Exception exception)
        {
            // Told to whoever waits; the process goes on until its test is over.
            _broken = exception;
            await _process.StandardOutput.ReadToEndAsync();
        }

        Pulse();
    }

    private async Task ReadErrorsAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            _errors.Enqueue(line);
        }
    }

    private void Pulse() =>
        Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
}
