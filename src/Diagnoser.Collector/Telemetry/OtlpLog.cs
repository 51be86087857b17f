using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;

namespace Diagnoser.Collector.Telemetry;

/// <summary>Sends the collector's notices as logs by OTLP, as Grafana Loki and others take them.</summary>
internal sealed partial class OtlpLog : IDisposable
{
    private readonly ILoggerFactory _factory;
    private readonly ILogger _logger;

    private OtlpLog(ILoggerFactory factory)
    {
        _factory = factory;
        _logger = factory.CreateLogger("Diagnoser.Collector");
    }

    /// <summary>Starts sending; null if there is no target.</summary>
    public static OtlpLog? Start(OtlpTarget? target) => target is null ? null : new OtlpLog(LoggerFactory.Create(logging => logging.AddOpenTelemetry(logs =>
    {
        logs.IncludeFormattedMessage = true;
        _ = logs.SetResourceBuilder(target.Resource()).AddOtlpExporter(options => target.Point(options, "logs"));
    })));

    public void Write(CollectorNotice notice)
    {
        if (notice.Degraded)
        {
            Log.Degraded(_logger, notice.Source, notice.Text, notice.Remedy ?? "nothing");
        }
        else
        {
            Log.Well(_logger, notice.Source, notice.Text);
        }
    }

    /// <summary>Sends what is left, and stops.</summary>
    public void Dispose() => _factory.Dispose();

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Source}: {Text}; to do: {Remedy}")]
        public static partial void Degraded(ILogger logger, string source, string text, string remedy);

        [LoggerMessage(Level = LogLevel.Information, Message = "{Source}: {Text}")]
        public static partial void Well(ILogger logger, string source, string text);
    }
}
