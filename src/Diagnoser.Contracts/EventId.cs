using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Diagnoser.Contracts;

/// <summary>Derives event ids from content, so that the same fact read twice has one id and the store drops the second.</summary>
public static class EventId
{
    internal const byte Separator = 0x1f;
    internal const string Version = "v1";

    /// <summary>Hex SHA-256 over the parts of a fact, its nanosecond time and its raw attributes in ordinal order of their names.</summary>
    /// <param name="engineId">The engine's id from <c>/info</c>; empty in a replay of raw lines.</param>
    /// <param name="source">The source that saw it, such as <c>docker.events</c>.</param>
    /// <param name="type">The event type.</param>
    /// <param name="subjectId">The subject's id.</param>
    /// <param name="unixNanoseconds">The source's own time.</param>
    /// <param name="rawAttributes">The source's attributes before anything was added.</param>
    public static string Compute(
        string engineId,
        string source,
        string type,
        string subjectId,
        long unixNanoseconds,
        IEnumerable<KeyValuePair<string, string>> rawAttributes)
    {
        var sorted = rawAttributes.ToArray();
        Array.Sort(sorted, static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        var time = unixNanoseconds.ToString(CultureInfo.InvariantCulture);
        var characters = Version.Length + engineId.Length + source.Length + type.Length + subjectId.Length + time.Length + 6;
        foreach (var (name, value) in sorted)
        {
            characters += name.Length + value.Length + 2;
        }

        // One pass over one buffer: a replay computes millions of these.
        var buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(characters));
        var length = 0;
        Append(buffer, ref length, Version);
        Append(buffer, ref length, engineId);
        Append(buffer, ref length, source);
        Append(buffer, ref length, type);
        Append(buffer, ref length, subjectId);
        Append(buffer, ref length, time);
        foreach (var (name, value) in sorted)
        {
            Append(buffer, ref length, name);
            Append(buffer, ref length, value);
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        _ = SHA256.HashData(buffer.AsSpan(0, length), digest);
        ArrayPool<byte>.Shared.Return(buffer);
        return Convert.ToHexStringLower(digest);
    }

    /// <summary>The first 16 bytes, as hex, of the SHA-256 of these parts: ids of diagnoses and incidents.</summary>
    public static string Of(params IEnumerable<string> parts)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(512);
        var length = 0;
        foreach (var part in parts)
        {
            var most = length + Encoding.UTF8.GetMaxByteCount(part.Length) + 1;
            if (most > buffer.Length)
            {
                var larger = ArrayPool<byte>.Shared.Rent(most * 2);
                buffer.AsSpan(0, length).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = larger;
            }

            Append(buffer, ref length, part);
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        _ = SHA256.HashData(buffer.AsSpan(0, length), digest);
        ArrayPool<byte>.Shared.Return(buffer);
        return Convert.ToHexStringLower(digest[..16]);
    }

    private static void Append(byte[] buffer, ref int length, string part)
    {
        length += Encoding.UTF8.GetBytes(part, buffer.AsSpan(length));
        buffer[length++] = Separator;
    }
}
