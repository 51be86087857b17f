using Diagnoser.Collector.Configuration;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Diagnoser.Collector.Telemetry;

/// <summary>Sends spans and metrics by OTLP. Without an endpoint in the settings or the environment nothing is started.</summary>
public sealed class OtlpExport : IDisposable
{
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string ProtocolVariable = "OTEL_EXPORTER_OTLP_PROTOCOL";

    private readonly TracerProvider _traces;
    private readonly MeterProvider _metrics;

    private OtlpExport(TracerProvider traces, MeterProvider metrics)
    {
        _traces = traces;
        _metrics = metrics;
    }

    /// <summary>Starts sending what these meters and sources of spans give; null if nothing is configured.</summary>
    public static OtlpExport? Start(Settings settings, SettingsSources sources, string service, IReadOnlyList<string> names)
    {
        if ((settings.Text(TelemetrySettings.Endpoint) ?? sources.Variable(EndpointVariable)) is not { } text || !Uri.TryCreate(text, UriKind.Absolute, out var endpoint))
        {
            return null;
        }

        var isOurs = settings.Text(TelemetrySettings.Endpoint) is not null;
        var protocol = (isOurs ? null : sources.Variable(ProtocolVariable)) ?? settings.Text(TelemetrySettings.Protocol);
        var isGrpc = protocol == TelemetrySettings.Grpc;
        var resource = ResourceBuilder.CreateDefault().AddService(service, autoGenerateServiceInstanceId: true);
        var traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource([.. names])
            .AddOtlpExporter(options => Point(options, endpoint, isGrpc, "v1/traces")).Build();
        var metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter([.. names])
            .AddOtlpExporter(options => Point(options, endpoint, isGrpc, "v1/metrics")).Build();
        return new OtlpExport(traces, metrics);
    }

    /// <summary>Sends what is left, and stops.</summary>
    public void Dispose()
    {
        _traces.Dispose();
        _metrics.Dispose();
    }

    // The library adds the path only to an endpoint that it has read itself.
    private static void Point(OtlpExporterOptions options, Uri endpoint, bool isGrpc, string path)
    {
        options.Protocol = isGrpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = isGrpc ? endpoint : new Uri(endpoint.AbsoluteUri.TrimEnd('/') + "/" + path);
    }
}
