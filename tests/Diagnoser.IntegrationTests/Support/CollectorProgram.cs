using System.Collections.Concurrent;
using System.Diagnostics;
using Diagnoser.Contracts;

namespace Diagnoser.IntegrationTests.Support;

/// <summary>A running <c>diagnoser-collector run</c> with a data folder and a host id of its own.</summary>
internal sealed class CollectorProgram : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly ConcurrentQueue<string> _errors = [];
    private readonly Process _process;
    private readonly Task _reading;

    private CollectorProgram(Process process)
    {
        _process = process;
        _process.StandardInput.Close();
        _reading = ReadAsync();
    }

    public string Errors => string.Join('\n', _errors);

    public bool HasEnded => _process.HasExited;

    /// <summary>A command line of the collector with these settings; the usual file of the machine plays no part.</summary>
    public static Command Command(IReadOnlyDictionary<string, string> settings, params IReadOnlyList<string> arguments) =>
        new("dotnet", [Path.Combine(Paths.CollectorFolder, "diagnoser-collector.dll"), .. arguments])
        {
            Environment = settings.ToDictionary(setting => "DIAGNOSER__" + setting.Key, setting => setting.Value),
        };

    /// <summary>Starts it; it may not be watching yet.</summary>
    public static CollectorProgram Start(TestEngine engine, Uri broker, string folder, string hostId, params IReadOnlyList<KeyValuePair<string, string>> more) =>
        new(Command(
            new Dictionary<string, string>(more) { ["Bus__RabbitMq__Uri"] = broker.OriginalString, ["Collector__HostId"] = hostId },
            "run", "--docker", engine.Uri, "--data", folder).Start());

    /// <summary>Waits until this was said.</summary>
    public Task SaidAsync(string text) => SaidAsync(text, () => Task.CompletedTask);

    /// <summary>Does something again and again until this was said.</summary>
    public async Task SaidAsync(string text, Func<Task> meanwhile)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!Errors.Contains(text, StringComparison.Ordinal))
        {
            Assert.False(HasEnded, $"the collector ended; messages:\n{Errors}");
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, $"'{text}' was not said; messages:\n{Errors}");
            await meanwhile();
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Takes events from the partition of this host until they hold what is asked for.</summary>
    public async Task<List<DockerEvent>> ArrivedAsync(BrokerAccess broker, string hostId, Predicate<List<DockerEvent>> enough)
    {
        var queue = EventWire.Queue(EventWire.Partition(hostId, EventWire.DefaultPartitions));
        var events = new List<DockerEvent>();
        var started = TimeProvider.System.GetTimestamp();
        while (!enough(events))
        {
            Assert.True(
                TimeProvider.System.GetElapsedTime(started) < Patience,
                $"arrived: {string.Join(", ", events.Select(e => $"{e.Type} {e.Subject.Name}"))}; messages:\n{Errors}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
            events.AddRange(await broker.DrainAsync(queue));
        }

        return events;
    }

    public async Task SignalAsync(string signal) => _ = (await new Command("kill", signal, $"{_process.Id}").RunAsync()).Text();

    /// <summary>Ends it as a service manager does.</summary>
    public async Task<int> StopAsync()
    {
        await SignalAsync("-TERM");
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

    private async Task ReadAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            _errors.Enqueue(line);
        }
    }
}
