using System.Text.Encodings.Web;
using System.Text.Json;
using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Redaction;
using Diagnoser.Collector.Tests.Support;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Tests.Redaction;

/// <summary>Every format in every place from which text comes into an event: no event tells eight characters of a secret.</summary>
public sealed class PlantedSecretTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Started = TimeProvider.System.GetUtcNow().AddMinutes(-10);
    private static readonly JsonSerializerOptions Legible = new(ContractsJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly FakeEngine _engine = new();
    private readonly Collected _collected = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    private static IReadOnlyList<PlantedSecrets.Planted> All { get; } = [.. PlantedSecrets.Alone, .. PlantedSecrets.Beside];

    private static IEnumerable<string> Texts => All.Select(planted => planted.Text);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await _engine.DisposeAsync();
        _stop.Dispose();
    }

    [Fact]
    public async Task In_variables_arguments_labels_and_probes()
    {
        await StartAsync();
        var inspect = Inspect(All, "CMD", Texts);
        _engine.Containers[Some.Id] = inspect;
        _engine.Emit(Some.Line("start", Started.AddMilliseconds(10)));
        _engine.Emit(Some.Line("health_status: unhealthy", Now()));
        _ = await _collected.NextAsync(EventTypes.ContainerHealthStatus);
        _engine.Containers[Some.Id] = inspect.Replace("\"Running\":true", "\"Running\":false", StringComparison.Ordinal);
        _engine.Emit(Some.Line("die", Now(), ",\"exitCode\":\"1\""));
        _ = await _collected.NextAsync(EventTypes.ContainerDie);

        AssertNoneLeaks();
    }

    [Fact]
    public async Task In_the_labels_of_a_container_that_was_gone_before_inspect()
    {
        await StartAsync();
        var labels = string.Concat(Texts.Select((text, n) => $",\"note{n}\":{JsonSerializer.Serialize(text)}"));
        _engine.Emit(Some.Line("start", Started, labels));
        _ = await _collected.NextAsync(EventTypes.ContainerStart);

        AssertNoneLeaks();
    }

    [Fact]
    public async Task In_the_shell_commands_of_probes_and_executions()
    {
        await StartAsync();
        foreach (var (n, planted) in All.Index())
        {
            var id = $"{n:x64}";
            _engine.Containers[id] = Inspect([planted], "CMD-SHELL", [planted.Text]).Replace(Some.Id, id, StringComparison.Ordinal);
            var command = JsonSerializer.Serialize($"exec_start: /bin/sh -c {planted.Text}")[1..^1];
            _engine.Emit(Some.Line("health_status: unhealthy", Now(), id: id));
            _engine.Emit(Some.Line(command, Now(), ",\"execID\":\"e1\"", id: id));
            _ = await _collected.NextAsync(EventTypes.ContainerHealthStatus, id);
        }

        AssertNoneLeaks();
    }

    [Fact]
    public async Task In_the_error_of_a_start_that_failed()
    {
        await StartAsync();
        foreach (var (n, planted) in All.Index())
        {
            var id = $"{n:x64}";
            _engine.Containers[id] = Some.Inspect(new Some.State { ExitCode = 127, Error = $"cannot start: {planted.Text}" }, id: id);
            _engine.Emit(Some.Line("create", Now(), id: id));
            _engine.Emit(Some.NetworkLine("disconnect", Now(), id: id));
            _ = await _collected.NextAsync(EventTypes.ContainerStartFailed, id);
        }

        AssertNoneLeaks();
    }

    [Fact]
    public void In_a_log_wherever_its_frames_part()
    {
        var redactor = new Redactor();
        foreach (var planted in All)
        {
            var line = planted.Text.Replace("\n", "\n2026-01-01T12:00:00Z ", StringComparison.Ordinal);
            for (var at = 0; at < line.Length; at += 3)
            {
                if (line[Math.Max(0, at - 22)..at].Contains('\n', StringComparison.Ordinal))
                {
                    continue;
                }

                var frames = new LogFrames(50, 16 * 1024);
                frames.Add([.. Some.LogFrame(1, "2026-01-01T12:00:00Z " + line[..at]), .. Some.LogFrame(1, "2026-01-01T12:00:00Z " + line[at..] + "\n")]);
                var text = string.Join('\n', LogTail.Lines(frames.End(), redactor).Select(l => l.Text));

                Assert.True(planted.LeakIn(text) is null, $"{planted} parted at {at}: {text}");
            }
        }
    }

    [Fact]
    public void In_a_text_that_is_cut_off_within_it()
    {
        var redactor = new Redactor();
        foreach (var planted in PlantedSecrets.Beside.Concat(PlantedSecrets.Alone.Where(p => p.Rule is not ("random" or "azure-secret" or "mailchimp-key" or "terraform-token" or "new-relic-key" or "telegram-token") && !p.Text.Contains("github.com", StringComparison.Ordinal))))
        {
            for (var at = 1; at <= planted.Text.Length; at++)
            {
                var text = redactor.Redact(planted.Text[..at] + "...");
                var leak = planted.LeakIn(text);

                // How a format begins everybody knows.
                Assert.True(leak is null || PrivateKeys.Opening.StartsWith(leak, StringComparison.Ordinal) || SecretFormats.All.Any(f => f.Literal.Contains(leak, StringComparison.Ordinal)), $"{planted} cut at {at}: {text}");
            }
        }
    }

    private static string Inspect(IReadOnlyList<PlantedSecrets.Planted> planted, string test, IEnumerable<string> probe)
    {
        static string List(IEnumerable<string> texts) => $"[{string.Join(',', texts.Select(text => JsonSerializer.Serialize(text)))}]";
        var labels = $"{{{string.Join(',', planted.Select((p, n) => $"\"note{n}\":{JsonSerializer.Serialize(p.Text)}"))}}}";
        var log = string.Join(',', planted.Select(p => $$"""{"Start":"2026-01-01T12:00:00Z","End":"2026-01-01T12:00:01Z","ExitCode":1,"Output":{{JsonSerializer.Serialize(p.Text)}}}"""));
        var inspect = Some.Inspect(
            new Some.State { Running = true, Pid = 77, Started = Started, Health = $$""","Health":{"Status":"unhealthy","FailingStreak":3,"Log":[{{log}}]}""" },
            labels,
            List(planted.Select((p, n) => $"VARIABLE_{n}={p.Text}").Append("LOG_LEVEL=" + planted[0].Text)));
        return inspect
            .Replace("\"Args\":[\"-c\",\"serve\"]", $"\"Args\":{List(planted.Select(p => p.Text))}", StringComparison.Ordinal)
            .Replace("\"Tty\":false", $"\"Tty\":false,\"Healthcheck\":{{\"Test\":{List(probe.Prepend(test))}}}", StringComparison.Ordinal);
    }

    private static DateTimeOffset Now() => TimeProvider.System.GetUtcNow();

    private async Task StartAsync()
    {
        _running = new HostCollector(new CollectorOptions(_engine.Endpoint) { DataDirectory = _engine.DataDirectory }, TimeProvider.System).RunAsync(_collected, _stop.Token);
        _ = await _collected.NextAsync(EventTypes.CollectorStarted);
    }

    private void AssertNoneLeaks()
    {
        foreach (var made in _collected.Events)
        {
            var json = JsonSerializer.Serialize(made, Legible).Replace("\\\\", "\\", StringComparison.Ordinal);
            var leaks = All.Select(planted => (planted, Leak: planted.LeakIn(json))).Where(found => found.Leak is not null).Select(found => $"{found.planted}: {found.Leak}");

            Assert.Empty(leaks);
        }

        Assert.Contains(_collected.Events, made => JsonSerializer.Serialize(made, Legible).Contains("[redacted:", StringComparison.Ordinal));
    }
}
