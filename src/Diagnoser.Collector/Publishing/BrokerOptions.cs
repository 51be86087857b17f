using Diagnoser.Contracts;

namespace Diagnoser.Collector.Publishing;

/// <summary>Where the broker is.</summary>
/// <param name="Uri"><c>amqp://user:password@host:port/vhost</c> or <c>amqps://…</c>; a secret.</param>
public sealed record BrokerOptions(Uri Uri)
{
    /// <summary>Number of partitions; all programs at one broker must agree.</summary>
    public int Partitions { get; init; } = EventWire.DefaultPartitions;

    /// <summary>How this connection is called in the broker's own lists.</summary>
    public string ConnectionName { get; init; } = "diagnoser-collector";

    /// <summary>After this long without an answer the connection counts as lost.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The address without user and password, for people.</summary>
    public string Address => $"{Uri.Host}:{(Uri.Port > 0 ? Uri.Port : Uri.Scheme == "amqps" ? 5671 : 5672)}";

    /// <summary>The user's name.</summary>
    public string User => Uri.UnescapeDataString(Uri.UserInfo.Split(':')[0]) is { Length: > 0 } user ? user : "guest";
}
