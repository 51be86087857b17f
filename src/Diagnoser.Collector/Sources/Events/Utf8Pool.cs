using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace Diagnoser.Collector.Sources.Events;

/// <summary>Gives the same string for the same bytes where it can: ids, names and keys repeat on most lines. A direct-mapped table, bounded.</summary>
internal sealed class Utf8Pool
{
    private const int Slots = 8192;
    private const int MaxLength = 128;

    private readonly string?[] _slots = new string?[Slots];

    public string Get(ref Utf8JsonReader reader)
    {
        if (reader.HasValueSequence || reader.ValueIsEscaped || reader.ValueSpan.Length > MaxLength)
        {
            return reader.GetString() ?? "";
        }

        var bytes = reader.ValueSpan;
        if (bytes.IsEmpty)
        {
            return "";
        }

        ref var slot = ref SlotOf(bytes);
        return slot is not null && Ascii.Equals(bytes, slot) ? slot : slot = reader.GetString()!;
    }

    /// <summary>The text of bytes that are known to be UTF-8.</summary>
    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty || utf8.Length > MaxLength)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        ref var slot = ref SlotOf(utf8);
        return slot is not null && Ascii.Equals(utf8, slot) ? slot : slot = Encoding.UTF8.GetString(utf8);
    }

    private ref string? SlotOf(ReadOnlySpan<byte> bytes) => ref _slots[Hash(bytes) & (Slots - 1)];

    private static int Hash(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 8)
        {
            var small = bytes.Length;
            foreach (var value in bytes)
            {
                small = (small * 31) + value;
            }

            return small;
        }

        var first = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        var last = BinaryPrimitives.ReadUInt64LittleEndian(bytes[^8..]);
        var mixed = ((first * 0x9E3779B97F4A7C15) ^ (last + (ulong)bytes.Length)) * 0xC2B2AE3D27D4EB4F;
        return (int)(mixed >> 40);
    }
}
