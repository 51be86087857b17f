using Diagnoser.Collector.Configuration;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;

namespace Diagnoser.Collector.Telemetry;

/// <summary>Where traces, metrics and logs go by OTLP, and as whose.</summary>
/// <param name="Endpoint">The address without the path of a signal.</param>
/// <param name="IsGrpc">How they go: gRPC, or HTTP with protobuf.</param>
/// <param name="Service">The program, as <c>service.name</c>.</param>
public sealed record OtlpTarget(Uri Endpoint, bool IsGrpc, string Service)
{
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string ProtocolVariable = "OTEL_EXPORTER_OTLP_PROTOCOL";

    /// <summary>What is configured in the settings or the environment; null if nothing is: then nothing is sent.</summary>
    public static OtlpTarget? Of(Settings settings, SettingsSources sources, string service)
    {
        if ((settings.Text(TelemetrySettings.Endpoint) ?? sources.Variable(EndpointVariable)) is not { } text || !Uri.TryCreate(text, UriKind.Absolute, out var endpoint))
        {
            return null;
        }

        var isOurs = settings.Text(TelemetrySettings.Endpoint) is not null;
        var protocol = (isOurs ? null : sources.Variable(ProtocolVariable)) ?? settings.Text(TelemetrySettings.Protocol);
        return new OtlpTarget(endpoint, protocol == TelemetrySettings.Grpc, service);
    }

    /// <summary>Who sends.</summary>
    public ResourceBuilder Resource() => ResourceBuilder.CreateDefault().AddService(Service, autoGenerateServiceInstanceId: true);

    /// <summary>Points an exporter to it.</summary>
    /// <param name="options">The exporter's.</param>
    /// <param name="signal"><c>traces</c>, <c>metrics</c> or <c>logs</c>.</param>
    public void Point(OtlpExporterOptions options, string signal)
    {
        options.Protocol = IsGrpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;

        // The library adds the path only to an endpoint that it has read itself.
        options.Endpoint = IsGrpc ? Endpoint : new Uri($"{Endpoint.AbsoluteUri.TrimEnd('/')}/v1/{signal}");
    }
}
