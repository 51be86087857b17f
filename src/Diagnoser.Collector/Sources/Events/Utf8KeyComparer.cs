using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Diagnoser.Collector.Sources.Events;

/// <summary>Compares texts by ordinal, and finds them by their UTF-8 bytes, so that a look-up needs no string. Seeded: nobody can aim at one bucket.</summary>
internal sealed class Utf8KeyComparer : IEqualityComparer<string>, IAlternateEqualityComparer<ReadOnlySpan<byte>, string>
{
    public static readonly Utf8KeyComparer Instance = new();

    private readonly ulong _seed = (ulong)HashCode.Combine(nameof(Utf8KeyComparer)) | 1;

    public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

    public bool Equals(ReadOnlySpan<byte> alternate, string other)
    {
        if (Ascii.Equals(alternate, other))
        {
            return true;
        }

        return !Ascii.IsValid(alternate) && Encoding.UTF8.GetString(alternate) == other;
    }

    public int GetHashCode(string obj)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(obj.Length));
        var hash = GetHashCode(bytes.AsSpan(0, Encoding.UTF8.GetBytes(obj, bytes)));
        ArrayPool<byte>.Shared.Return(bytes);
        return hash;
    }

    public int GetHashCode(ReadOnlySpan<byte> alternate)
    {
        var hash = _seed + (ulong)alternate.Length;
        var rest = alternate;
        for (; rest.Length >= sizeof(ulong); rest = rest[sizeof(ulong)..])
        {
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(rest));
        }

        foreach (var value in rest)
        {
            hash = Mix(hash ^ value);
        }

        return (int)(hash >> 32);
    }

    public string Create(ReadOnlySpan<byte> alternate) => Encoding.UTF8.GetString(alternate);

    private static ulong Mix(ulong value)
    {
        value *= 0x9E3779B97F4A7C15;
        return value ^ (value >> 32);
    }
}
