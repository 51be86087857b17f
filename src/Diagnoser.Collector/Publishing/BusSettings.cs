using Diagnoser.Collector.Configuration;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Publishing;

/// <summary>The settings of the broker, the same for all programs.</summary>
public static class BusSettings
{
    /// <summary>Where the broker is.</summary>
    public const string Uri = "Bus:RabbitMq:Uri";

    /// <summary>Number of partitions of the event stream.</summary>
    public const string Partitions = "Bus:RabbitMq:Partitions";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        new(Uri, SettingKind.Uri, "where RabbitMQ is")
        {
            IsSecret = true, Allowed = ["amqp", "amqps"], Example = "amqp://USER:PASSWORD@HOST:5672/VHOST",
        },
        new(Partitions, SettingKind.Integer, "partitions of the event stream; all programs at one broker must agree")
        {
            Default = $"{EventWire.DefaultPartitions}", Least = 1, Most = 100,
        },
    ];

    /// <summary>The broker that the settings name; null if they name none.</summary>
    public static BrokerOptions? Broker(Settings settings) =>
        settings.Uri(Uri) is { } uri ? new BrokerOptions(uri) { Partitions = settings.Integer(Partitions) } : null;
}
