using System.Globalization;
using Diagnoser.Collector.Telemetry;
using Diagnoser.Server.Runbooks;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;

namespace Diagnoser.Server.Telemetry;

/// <summary>The program's own log as lines on stderr. Texts may hold what containers wrote: no line can forge another or move the cursor.</summary>
/// <param name="output">Where to.</param>
/// <param name="clock">Dates the lines.</param>
/// <param name="dated">With time and level, as a service logs; else as a command speaks to people.</param>
internal sealed class LineLoggerProvider(TextWriter output, TimeProvider clock, bool dated) : ILoggerProvider
{
    private const string Own = "Diagnoser.";

    // What it says answers a person who has just saved a file.
    private static readonly string? Answering = typeof(RunbookWatch).FullName;

    private readonly Lock _gate = new();

    /// <summary>A factory with this provider, and one that sends the same by OTLP if there is a target.</summary>
    public static ILoggerFactory Factory(TextWriter output, TimeProvider clock, bool dated, OtlpTarget? target) => LoggerFactory.Create(logging =>
    {
        // Libraries speak of what they retry by themselves; our own words say what it means.
        _ = logging.AddFilter((category, level) => level >= (IsOwn(category) ? dated || category == Answering ? LogLevel.Information : LogLevel.Warning : LogLevel.Critical));
        _ = logging.AddProvider(new LineLoggerProvider(output, clock, dated));
        if (target is not null)
        {
            _ = logging.AddOpenTelemetry(logs =>
            {
                logs.IncludeFormattedMessage = true;
                _ = logs.SetResourceBuilder(target.Resource()).AddOtlpExporter(options => target.Point(options, "logs"));
            });
        }
    });

    public ILogger CreateLogger(string categoryName) => new LineLogger(this);

    public void Dispose()
    {
        // The writer is its owner's.
    }

    private static bool IsOwn(string? category) => category?.StartsWith(Own, StringComparison.Ordinal) == true;

    private void Write(LogLevel level, string text)
    {
        var line = TerminalText.Line(text, TerminalText.RuleTextLimit);
        lock (_gate)
        {
            output.WriteLine(dated
                ? string.Create(CultureInfo.InvariantCulture, $"{clock.GetUtcNow().UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {Word(level)} {line}")
                : $"diagnoser: {line}");
        }
    }

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Critical or LogLevel.Error => "error",
        LogLevel.Warning => "warn ",
        _ => "info ",
    };

    private sealed class LineLogger(LineLoggerProvider provider) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            provider.Write(logLevel, formatter(state, exception) + (exception is null ? "" : $": {exception.GetType().Name}: {exception.Message}"));
    }
}
