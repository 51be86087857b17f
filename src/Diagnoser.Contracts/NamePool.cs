using System.Buffers.Binary;
using System.Reflection;
using System.Text;
using System.Text.Json;

namespace Diagnoser.Contracts;

/// <summary>
/// One object a known name, so that names compare by reference first and are not made anew for each event. Fixed once made: a name that
/// is not known, such as a label's, is never kept, whoever sends how many of them.
/// </summary>
public sealed class NamePool
{
    /// <summary>The names of <see cref="AttributeNames"/>.</summary>
    public static readonly NamePool Known = new(
        [.. typeof(AttributeNames).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!)]);

    // Open addressing, at most a quarter full; the bytes beside the text, since most look-ups come from UTF-8.
    private readonly (byte[] Utf8, string Text)[] _slots;

    /// <summary>A pool of these names.</summary>
    public NamePool(IReadOnlyCollection<string> names)
    {
        _slots = new (byte[], string)[(int)uint.RotateLeft(1, 34 - int.LeadingZeroCount(Math.Max(names.Count, 2)))];
        foreach (var name in names)
        {
            var utf8 = Encoding.UTF8.GetBytes(name);
            var slot = (int)Hash(utf8) & (_slots.Length - 1);
            while (_slots[slot].Text is { } other && other != name)
            {
                slot = (slot + 1) & (_slots.Length - 1);
            }

            _slots[slot] = (utf8, name);
        }
    }

    /// <summary>The known object of an equal name, else the name itself.</summary>
    public string Get(string name)
    {
        Span<byte> utf8 = stackalloc byte[128];
        return Encoding.UTF8.TryGetBytes(name, utf8, out var length) ? Find(utf8[..length]) ?? name : name;
    }

    /// <summary>The name that the reader stands on.</summary>
    public string Get(ref Utf8JsonReader reader) =>
        (reader.HasValueSequence || reader.ValueIsEscaped ? null : Find(reader.ValueSpan)) ?? reader.GetString()!;

    /// <summary>The known name of these bytes, or null.</summary>
    public string? Find(ReadOnlySpan<byte> utf8)
    {
        for (var slot = (int)Hash(utf8) & (_slots.Length - 1); _slots[slot].Text is { } text; slot = (slot + 1) & (_slots.Length - 1))
        {
            if (utf8.SequenceEqual(_slots[slot].Utf8))
            {
                return text;
            }
        }

        return null;
    }

    // Length, beginning and end tell the few known names apart; a stranger's name can at worst walk a short way.
    private static uint Hash(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length < 8)
        {
            var small = (uint)utf8.Length;
            foreach (var value in utf8)
            {
                small = (small * 31) + value;
            }

            return small;
        }

        var first = BinaryPrimitives.ReadUInt64LittleEndian(utf8);
        var last = BinaryPrimitives.ReadUInt64LittleEndian(utf8[^8..]);
        return (uint)((((first * 0x9E3779B97F4A7C15) ^ (last + (ulong)utf8.Length)) * 0xC2B2AE3D27D4EB4F) >> 40);
    }
}
