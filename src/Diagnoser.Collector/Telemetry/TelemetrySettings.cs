using Diagnoser.Collector.Configuration;

namespace Diagnoser.Collector.Telemetry;

/// <summary>The settings of traces and metrics about ourselves, the same for all programs.</summary>
public static class TelemetrySettings
{
    /// <summary>Where they are sent.</summary>
    public const string Endpoint = "Telemetry:Otlp:Endpoint";

    /// <summary>How they are sent.</summary>
    public const string Protocol = "Telemetry:Otlp:Protocol";

    /// <summary>OTLP over HTTP, its messages in protobuf.</summary>
    public const string Http = "http/protobuf";

    /// <summary>OTLP over gRPC.</summary>
    public const string Grpc = "grpc";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        new(Endpoint, SettingKind.Uri, "where traces and metrics go by OTLP; nothing is sent without it (or OTEL_EXPORTER_OTLP_ENDPOINT)")
        {
            Allowed = ["http", "https"], Example = "http://HOST:4318",
        },
        new(Protocol, SettingKind.Text, "how they go") { Default = Http, Allowed = [Http, Grpc] },
    ];
}
