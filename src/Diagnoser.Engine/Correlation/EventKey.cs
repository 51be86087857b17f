using System.Buffers.Binary;
using System.Globalization;

namespace Diagnoser.Engine.Correlation;

/// <summary>An event's id, kept small: ids are hashes in hexadecimal, and a window may hold millions of them.</summary>
internal readonly record struct EventKey : IComparable<EventKey>
{
    private const int HexLength = 64;

    private readonly ulong _a;
    private readonly ulong _b;
    private readonly ulong _c;
    private readonly ulong _d;
    private readonly string? _other;

    private EventKey(ulong a, ulong b, ulong c, ulong d, string? other) => (_a, _b, _c, _d, _other) = (a, b, c, d, other);

    /// <summary>The key of an id; one that is no hash in lower-case hexadecimal is kept as it is.</summary>
    public static EventKey Of(string id)
    {
        Span<byte> bytes = stackalloc byte[HexLength / 2];
        if (id.Length != HexLength
            || id.AsSpan().ContainsAnyInRange('A', 'F')
            || Convert.FromHexString(id, bytes, out _, out _) != System.Buffers.OperationStatus.Done)
        {
            return new EventKey(0, 0, 0, 0, id);
        }

        return new EventKey(
            BinaryPrimitives.ReadUInt64BigEndian(bytes),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]),
            null);
    }

    /// <inheritdoc/>
    public int CompareTo(EventKey other)
    {
        if (_other is not null || other._other is not null)
        {
            return string.CompareOrdinal(ToString(), other.ToString());
        }

        var order = _a.CompareTo(other._a);
        order = order == 0 ? _b.CompareTo(other._b) : order;
        order = order == 0 ? _c.CompareTo(other._c) : order;
        return order == 0 ? _d.CompareTo(other._d) : order;
    }

    /// <summary>The id.</summary>
    public override string ToString() =>
        _other ?? string.Create(CultureInfo.InvariantCulture, $"{_a:x16}{_b:x16}{_c:x16}{_d:x16}");
}
