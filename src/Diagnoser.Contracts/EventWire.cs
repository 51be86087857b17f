using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Diagnoser.Contracts;

/// <summary>
/// How events travel over the broker: one durable direct exchange, one quorum queue a partition. A message is a JSON array of
/// <see cref="DockerEvent"/> in UTF-8; all events of a host go to one partition, so their order holds.
/// </summary>
public static class EventWire
{
    /// <summary>The exchange that collectors publish to.</summary>
    public const string Exchange = "diagnoser.events";

    /// <summary>Where a message goes that no queue takes; its queue has the same name.</summary>
    public const string Unrouted = "diagnoser.events.unrouted";

    /// <summary>
    /// The fanout exchange on which servers say what rules look for in the lines of containers: a JSON array of texts in UTF-8, again and again, so that who comes
    /// later hears it too.
    /// </summary>
    public const string SoughtLines = "diagnoser.sought-lines";

    /// <summary>Most characters of such a text; of a longer one its beginning is as good.</summary>
    public const int SoughtTextLimit = 200;

    /// <summary>Partitions, unless configured otherwise. All collectors and servers of one broker must agree.</summary>
    public const int DefaultPartitions = 16;

    /// <summary>Most bytes of a message that holds more than one event.</summary>
    public const int MessageLimit = 1 << 20;

    /// <summary>
    /// How often a message may be delivered before the broker drops it: practically always. The store sets poison aside; a broker that drops
    /// what servers could not take for a while would lose it. A number, since not every version of the broker knows "without limit".
    /// </summary>
    public const long DeliveryLimit = 1_000_000;

    /// <summary>What a message says of its content.</summary>
    public const string ContentType = "application/json";

    /// <summary>The partition of a host: the first eight bytes of the SHA-256 of its id, big-endian, modulo the number of partitions.</summary>
    public static int Partition(string hostId, int partitions)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(partitions);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        _ = SHA256.HashData(Encoding.UTF8.GetBytes(hostId), hash);
        return (int)(BinaryPrimitives.ReadUInt64BigEndian(hash) % (ulong)partitions);
    }

    /// <summary>The routing key of a partition: <c>p00</c>, <c>p01</c>, …</summary>
    public static string RoutingKey(int partition) => string.Create(CultureInfo.InvariantCulture, $"p{partition:00}");

    /// <summary>The queue of a partition: <c>diagnoser.events.p00</c>, …</summary>
    public static string Queue(int partition) => $"{Exchange}.{RoutingKey(partition)}";
}
