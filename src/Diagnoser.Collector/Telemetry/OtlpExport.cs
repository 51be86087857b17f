using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Diagnoser.Collector.Telemetry;

/// <summary>Sends spans and metrics by OTLP.</summary>
public sealed class OtlpExport : IDisposable
{
    private readonly TracerProvider _traces;
    private readonly MeterProvider _metrics;

    private OtlpExport(TracerProvider traces, MeterProvider metrics)
    {
        _traces = traces;
        _metrics = metrics;
    }

    /// <summary>Starts sending what these meters and sources of spans give; null if there is no target.</summary>
    public static OtlpExport? Start(OtlpTarget? target, IReadOnlyList<string> names)
    {
        if (target is null)
        {
            return null;
        }

        var traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(target.Resource()).AddSource([.. names])
            .AddOtlpExporter(options => target.Point(options, "traces")).Build();
        var metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(target.Resource()).AddMeter([.. names])
            .AddOtlpExporter(options => target.Point(options, "metrics")).Build();
        return new OtlpExport(traces, metrics);
    }

    /// <summary>Sends what is left, and stops.</summary>
    public void Dispose()
    {
        _traces.Dispose();
        _metrics.Dispose();
    }
}
