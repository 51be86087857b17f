using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Diagnoser.Contracts;

/// <summary>
/// Computes the ids of <see cref="EventId.Compute"/> straight from UTF-8 and without an object for each part, for readers of millions of lines.
/// Attributes come first, since sources put the time last. One thread at a time.
/// </summary>
public sealed class EventIdBuffer
{
    // Engines write attributes in order; another order of many would cost the square of their number.
    private const int Sorted = 64;

    private byte[] _attributes = new byte[2048];
    private byte[] _all = new byte[2560];
    private Entry[] _entries = new Entry[32];
    private int _length;
    private int _count;
    private bool _isInOrder = true;

    /// <summary>Begins the next id.</summary>
    public void Begin() => (_length, _count, _isInOrder) = (0, 0, true);

    /// <summary>Begins the next attribute; its value follows.</summary>
    /// <param name="name">The name, in ASCII: the order of others is not that of their bytes.</param>
    public void AddName(ReadOnlySpan<byte> name)
    {
        if (_count == _entries.Length)
        {
            Array.Resize(ref _entries, _count * 2);
        }

        var start = _length;
        Append(name);
        _entries[_count] = new(start, start + name.Length, _length);
        _isInOrder = _isInOrder && (_count == 0 || Compare(_count - 1, _count) < 0);
        _count++;
    }

    /// <summary>Adds the value of the attribute that was begun last.</summary>
    public void AddValue(ReadOnlySpan<byte> value)
    {
        Append(value);
        _entries[_count - 1].End = _length;
    }

    /// <summary>Room for a value that the caller writes, who says by <see cref="Wrote"/> how long it became.</summary>
    public Span<byte> Room(int length)
    {
        if (_attributes.Length - _length <= length)
        {
            Array.Resize(ref _attributes, (_length + length + 1) * 2);
        }

        return _attributes.AsSpan(_length, length);
    }

    /// <summary>The value is this long.</summary>
    public void Wrote(int length)
    {
        _length += length;
        _attributes[_length++] = EventId.Separator;
        _entries[_count - 1].End = _length;
    }

    /// <summary>The id, as <see cref="EventId.Compute"/> gives it for an empty engine id; null if that must be asked, since names stand twice or many out of order.</summary>
    public string? Compute(string source, string type, ReadOnlySpan<byte> subjectId, long unixNanoseconds)
    {
        if (!_isInOrder && !TrySort())
        {
            return null;
        }

        var needed = _length + subjectId.Length + Encoding.UTF8.GetMaxByteCount(source.Length + type.Length) + 64;
        if (_all.Length < needed)
        {
            _all = new byte[needed * 2];
        }

        var length = 0;
        Write(EventId.Version, ref length);
        Write("", ref length);
        Write(source, ref length);
        Write(type, ref length);
        subjectId.CopyTo(_all.AsSpan(length));
        length += subjectId.Length;
        _all[length++] = EventId.Separator;
        _ = Utf8Formatter.TryFormat(unixNanoseconds, _all.AsSpan(length), out var written);
        length += written;
        _all[length++] = EventId.Separator;
        WriteAttributes(ref length);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        _ = SHA256.HashData(_all.AsSpan(0, length), digest);
        return Convert.ToHexStringLower(digest);
    }

    private bool TrySort()
    {
        if (_count > Sorted)
        {
            return false;
        }

        for (var i = 1; i < _count; i++)
        {
            for (var j = i; j > 0; j--)
            {
                var order = Compare(j - 1, j);
                if (order == 0)
                {
                    return false;
                }

                if (order < 0)
                {
                    break;
                }

                (_entries[j - 1], _entries[j]) = (_entries[j], _entries[j - 1]);
            }
        }

        return true;
    }

    private int Compare(int left, int right) => Name(left).SequenceCompareTo(Name(right));

    private ReadOnlySpan<byte> Name(int entry) => _attributes.AsSpan(_entries[entry].Start.._entries[entry].NameEnd);

    private void WriteAttributes(ref int length)
    {
        if (_isInOrder)
        {
            _attributes.AsSpan(0, _length).CopyTo(_all.AsSpan(length));
            length += _length;
            return;
        }

        foreach (var entry in _entries.AsSpan(0, _count))
        {
            _attributes.AsSpan(entry.Start..entry.End).CopyTo(_all.AsSpan(length));
            length += entry.End - entry.Start;
        }
    }

    private void Append(ReadOnlySpan<byte> part)
    {
        part.CopyTo(Room(part.Length));
        _length += part.Length;
        _attributes[_length++] = EventId.Separator;
    }

    private void Write(string part, ref int length)
    {
        length += Encoding.UTF8.GetBytes(part, _all.AsSpan(length));
        _all[length++] = EventId.Separator;
    }

    private record struct Entry(int Start, int NameEnd, int End);
}
