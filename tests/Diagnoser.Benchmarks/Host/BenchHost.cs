using System.Globalization;
using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Tests.Support;

namespace Diagnoser.Benchmarks.Host;

/// <summary>
/// A host with so many running containers on a Docker API that is not real, so that an engine's own work does not disturb what is measured: events come
/// at a fixed rate, inspect answers with what a real engine said of a compose service.
/// </summary>
internal sealed class BenchHost : IAsyncDisposable
{
    private static readonly string Inspect = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Host", "inspect.json"));
    private static readonly byte[] Log = LogOf(20);

    private readonly List<string> _ids;
    private DateTimeOffset _started = TimeProvider.System.GetUtcNow().AddHours(-1);

    public BenchHost(int containers)
    {
        _ids = [.. Enumerable.Range(1, containers).Select(number => number.ToString("x64", CultureInfo.InvariantCulture))];
        foreach (var id in _ids)
        {
            Engine.Containers[id] = Of(id, "running", _started, null, 0);
            Engine.Logs[id] = Log;
        }
    }

    public FakeEngine Engine { get; } = new();

    /// <summary>
    /// Rounds of a crash loop, container after container, in the engine's order: network disconnect, die, network connect, start; every eighth round a
    /// change of health. Each die is inspected and its log read, each start inspected.
    /// </summary>
    /// <param name="rate">Events a second.</param>
    /// <param name="time">For how long.</param>
    /// <returns>How many events there were.</returns>
    public async Task<long> CrashLoopAsync(int rate, TimeSpan time)
    {
        var clock = TimeProvider.System;
        var began = clock.GetTimestamp();
        long events = 0;
        for (var round = 0; clock.GetElapsedTime(began) < time; round++)
        {
            var id = _ids[round % _ids.Count];
            var now = clock.GetUtcNow();
            Engine.Containers[id] = Of(id, "restarting", _started, now, 1);
            Engine.Emit(Some.NetworkLine("disconnect", now, id));
            Engine.Emit(Some.Line("die", now.AddMilliseconds(1), ",\"exitCode\":\"1\",\"execDuration\":\"2\"", id, Name(id)));
            events += 2;
            await KeepRateAsync(clock, began, events, rate);
            now = clock.GetUtcNow();
            Engine.Containers[id] = Of(id, "running", now, now.AddMilliseconds(-200), 1);
            Engine.Emit(Some.NetworkLine("connect", now, id));
            Engine.Emit(Some.Line("start", now.AddMilliseconds(1), "", id, Name(id)));
            events += 2;
            if (round % 8 == 0)
            {
                Engine.Emit(Some.Line("health_status: unhealthy", now.AddMilliseconds(2), "", id, Name(id)));
                events++;
            }

            await KeepRateAsync(clock, began, events, rate);
        }

        return events;
    }

    public async ValueTask DisposeAsync() => await Engine.DisposeAsync();

    private static Task KeepRateAsync(TimeProvider clock, long began, long events, int rate)
    {
        var due = TimeSpan.FromSeconds((double)events / rate) - clock.GetElapsedTime(began);
        return due > TimeSpan.Zero ? Task.Delay(due, clock) : Task.CompletedTask;
    }

    private static string Name(string id) => "shop-api-" + id[^4..];

    private static string Of(string id, string status, DateTimeOffset started, DateTimeOffset? finished, int exitCode)
    {
        var alive = status == "running";
        var state = $$$"""
            {"Status":"{{{status}}}","Running":true,"Paused":false,"Restarting":{{{(alive ? "false" : "true")}}},"OOMKilled":false,"Dead":false,"Pid":{{{(alive ? 77 : 0)}}},"ExitCode":{{{(alive ? 0 : exitCode)}}},"Error":"","StartedAt":"{{{Rfc3339.Format(started)}}}","FinishedAt":"{{{(finished is { } end ? Rfc3339.Format(end) : "0001-01-01T00:00:00Z")}}}","Health":{"Status":"unhealthy","FailingStreak":3,"Log":[{"Start":"2026-01-01T12:00:00Z","End":"2026-01-01T12:00:01Z","ExitCode":1,"Output":"wget: can't connect to remote host (127.0.0.1): Connection refused\n"}]}}
            """;
        return Inspect.Replace("@STATE@", state, StringComparison.Ordinal)
            .Replace("@ID@", id, StringComparison.Ordinal).Replace("@SHORT@", id[..12], StringComparison.Ordinal).Replace("@NAME@", Name(id), StringComparison.Ordinal);
    }

    private static byte[] LogOf(int lines) => [.. Enumerable.Range(0, lines).SelectMany(number => Some.LogFrame(2,
        $"2026-01-01T12:00:{number:00}.000000000Z fail: Shop.Orders[{number}] connection to db:5432 refused, attempt {number} of 20, giving up in 30 s\n"))];
}
