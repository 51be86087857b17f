using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Diagnoser.Contracts;
using Diagnoser.Engine.Events;
using Diagnoser.Engine.Rules;

namespace Diagnoser.Engine.Correlation;

/// <summary>
/// Makes keys of the same fields. Shared by all selections that have them, since an event that several rules watch for has one key for all of
/// them, and remembers those of the latest containers and services, since the hash costs more than everything else about a sighting.
/// </summary>
internal sealed class KeyMaker(bool ofHost, IReadOnlyList<string> fields)
{
    private const byte Separator = 0x1f;
    private const int Remembered = 1024;

    private readonly FieldReader[] _readers = [.. fields.Select(EventField.Reader)];
    private readonly bool _catches = fields.Any(f => f.StartsWith(FieldReaders.CapturePrefix, StringComparison.Ordinal));
    private Entry[]? _entries;
    private byte[] _buffer = new byte[512];
    private DockerEvent? _last;
    private UInt128? _lastKey;

    /// <summary>The key; null if the event lacks a field of it, since an absent field equals nothing.</summary>
    public UInt128? Of(DockerEvent dockerEvent, Captures captures)
    {
        if (_catches)
        {
            return Make(dockerEvent, captures);
        }

        if (!ReferenceEquals(_last, dockerEvent))
        {
            _lastKey = _readers.Length == 1 ? Recall(dockerEvent, captures) : Make(dockerEvent, captures);
            _last = dockerEvent;
        }

        return _lastKey;
    }

    private UInt128? Recall(DockerEvent dockerEvent, Captures captures)
    {
        var value = _readers[0](dockerEvent, captures);
        if (value.IsMissing)
        {
            return null;
        }

        var (text, host) = (value.AsText ?? value.ToString(), ofHost ? dockerEvent.Host.Id : "");
        ref var entry = ref (_entries ??= new Entry[Remembered])[Place(text)];
        if (entry.Text != text || entry.Host != host)
        {
            var length = 0;
            Append(host, ref length);
            Append(text, ref length);
            entry = new Entry(host, text, Hash(length));
        }

        return entry.Key;
    }

    private UInt128? Make(DockerEvent dockerEvent, Captures captures)
    {
        var length = 0;
        Append(ofHost ? dockerEvent.Host.Id : "", ref length);
        foreach (var read in _readers)
        {
            var value = read(dockerEvent, captures);
            if (value.IsMissing)
            {
                return null;
            }

            Append(value.AsText ?? value.ToString(), ref length);
        }

        return Hash(length);
    }

    private UInt128 Hash(int length)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        _ = SHA256.HashData(_buffer.AsSpan(0, length), hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    private void Append(string part, ref int length)
    {
        var most = Encoding.UTF8.GetMaxByteCount(part.Length) + 1;
        if (length + most > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, length + most));
        }

        length += Encoding.UTF8.GetBytes(part, _buffer.AsSpan(length));
        _buffer[length++] = Separator;
    }

    // Ids differ at their beginning, names at their end. A wrong guess costs a hash and no more.
    private static int Place(string text)
    {
        var mixed = (uint)text.Length;
        for (var i = 0; i < Math.Min(8, text.Length); i++)
        {
            mixed = (mixed * 31) + text[i];
            mixed = (mixed * 31) + text[text.Length - 1 - i];
        }

        mixed *= 0x9E3779B1;
        return (int)(mixed >> 22);
    }

    private readonly record struct Entry(string Host, string Text, UInt128 Key);
}
