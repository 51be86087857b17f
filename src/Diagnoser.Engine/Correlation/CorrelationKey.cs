using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Diagnoser.Contracts;
using Diagnoser.Engine.Events;
using Diagnoser.Engine.Rules;

namespace Diagnoser.Engine.Correlation;

/// <summary>
/// Makes the key under which events of a rule come together: the host (for a rule that sees one), and the values of the rule's <c>by</c>.
/// A hash that nobody can aim, since names are chosen by whoever runs containers; short, since there may be a million of them.
/// </summary>
internal sealed class CorrelationKey
{
    private const byte Separator = 0x1f;

    // A counter has the key of the selection that it counters.
    private const char CounterMark = '!';

    private readonly FieldReader[]?[] _readers;
    private readonly bool _ofHost;
    private byte[] _buffer = new byte[512];

    public CorrelationKey(Rule rule)
    {
        _readers = [.. rule.Watched.Select(s => ReadersOf(rule, s.Name))];
        _ofHost = rule.Scope == RuleScope.Host;
    }

    /// <summary>The key; null if the event lacks a field of it, since an absent field equals nothing.</summary>
    public UInt128? Of(int selection, DockerEvent dockerEvent, Captures captures)
    {
        if (_readers[selection] is not { } readers)
        {
            return null;
        }

        var length = 0;
        Append(_ofHost ? dockerEvent.Host.Id : "", ref length);
        foreach (var read in readers)
        {
            var value = read(dockerEvent, captures);
            if (value.IsMissing)
            {
                return null;
            }

            Append(value.AsText ?? value.ToString(), ref length);
        }

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

    /// <summary>The readers of a selection's key fields; null if it takes no part in the key.</summary>
    private static FieldReader[]? ReadersOf(Rule rule, string selection)
    {
        var readers = new List<FieldReader>();
        foreach (var part in rule.Correlation.By)
        {
            if (!part.Fields.TryGetValue(selection.TrimEnd(CounterMark), out var field))
            {
                return null;
            }

            readers.Add(EventField.Reader(field));
        }

        return [.. readers];
    }
}
