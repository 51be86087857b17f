using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Spool;

/// <summary>An event as a row of the spool's file.</summary>
/// <param name="Priority">What it is worth: the table that it is in.</param>
/// <param name="Seq">Its number.</param>
/// <param name="Ticks">When it happened, in ticks of UTC.</param>
/// <param name="Host">Id of its host.</param>
/// <param name="Body">The event as JSON in UTF-8.</param>
internal readonly record struct SpoolRow(EventPriority Priority, long Seq, long Ticks, string Host, byte[] Body)
{
    private const int RowBytes = 32;

    /// <summary>About what it takes in the file, in bytes: pages are never quite full.</summary>
    public long Size => (Body.Length + Host.Length + RowBytes) * 5 / 4;

    /// <summary>An event under a number.</summary>
    public static SpoolRow Of(DockerEvent dockerEvent, EventPriority priority, string epoch, long seq) => new(
        priority,
        seq,
        dockerEvent.Time.UtcTicks,
        dockerEvent.Host.Id,
        JsonSerializer.SerializeToUtf8Bytes(dockerEvent with { Seq = seq, Epoch = epoch }, ContractsJson.Default.DockerEvent));

    /// <summary>
    /// A checksum over all of it (CRC-32C). SQLite finds damage to its pages' structure, but not a flipped bit within a value.
    /// </summary>
    public long Checksum() => Checksum(Checksum(Checksum(Checksum(Checksum((uint)Priority, Seq), Ticks), Encoding.UTF8.GetBytes(Host)), Body), Body.Length);

    /// <summary>The checksum of the spool's own row.</summary>
    public static long Checksum(string epoch, long last) => Checksum(Checksum(uint.MaxValue, Encoding.UTF8.GetBytes(epoch)), last);

    internal static uint Checksum(uint start, ReadOnlySpan<byte> bytes)
    {
        var sum = start;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
        {
            sum = BitOperations.Crc32C(sum, word);
        }

        foreach (var rest in bytes[(words.Length * sizeof(ulong))..])
        {
            sum = BitOperations.Crc32C(sum, rest);
        }

        return sum;
    }

    private static uint Checksum(uint start, long number) => BitOperations.Crc32C(start, (ulong)number);
}
