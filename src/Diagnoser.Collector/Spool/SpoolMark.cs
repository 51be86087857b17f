using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Diagnoser.Collector.Spool;

/// <summary>
/// How far the spool had come, in a file of its own: written in place after every commit and never flushed, so that it costs a microsecond and
/// survives whatever kills the process. What the spool's file says less than it was lost: the file, its write-ahead log, or a part of them.
/// </summary>
internal sealed class SpoolMark : IDisposable
{
    private const int EpochBytes = 32;
    private const int Size = EpochBytes + (6 * sizeof(long)) + sizeof(uint);

    private readonly SafeFileHandle _file;

    private SpoolMark(SafeFileHandle file) => _file = file;

    /// <summary>Opens the file, or makes it.</summary>
    public static SpoolMark Open(string folder) => new(File.OpenHandle(Path.Combine(folder, "spool.mark"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite));

    /// <summary>What was written last; null if nothing that can be read was.</summary>
    public SpoolState? Read()
    {
        Span<byte> bytes = stackalloc byte[Size];
        var length = RandomAccess.Read(_file, bytes, 0);
        return length == Size && SpoolRow.Checksum(0, bytes[..^sizeof(uint)]) == BinaryPrimitives.ReadUInt32LittleEndian(bytes[^sizeof(uint)..])
            ? new SpoolState(Encoding.ASCII.GetString(bytes[..EpochBytes]), Number(bytes, 0), Number(bytes, 1), Number(bytes, 2), [Number(bytes, 3), Number(bytes, 4), Number(bytes, 5)])
            : null;
    }

    /// <summary>Writes it. Where that fails nothing is said: the spool lies in the same folder and tells.</summary>
    public void Write(SpoolState state)
    {
        Span<byte> bytes = stackalloc byte[Size];
        _ = Encoding.ASCII.GetBytes(state.Epoch, bytes);
        ReadOnlySpan<long> numbers = [state.Last, state.Removed, state.OldestTicks, .. state.Counts];
        for (var i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes[(EpochBytes + (i * sizeof(long)))..], numbers[i]);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(bytes[^sizeof(uint)..], SpoolRow.Checksum(0, bytes[..^sizeof(uint)]));
        try
        {
            RandomAccess.Write(_file, bytes, 0);
        }
        catch (IOException)
        {
            // See above.
        }
    }

    public void Dispose() => _file.Dispose();

    private static long Number(ReadOnlySpan<byte> bytes, int index) => BinaryPrimitives.ReadInt64LittleEndian(bytes[(EpochBytes + (index * sizeof(long)))..]);
}

/// <summary>How far a spool has come.</summary>
/// <param name="Epoch">The life of its file.</param>
/// <param name="Last">The last number that was given.</param>
/// <param name="Removed">The number up to which the broker has the events.</param>
/// <param name="OldestTicks">When the oldest event happened that waits, in ticks of UTC; 0 if none waits.</param>
/// <param name="Counts">Events that wait, by priority.</param>
internal sealed record SpoolState(string Epoch, long Last, long Removed, long OldestTicks, IReadOnlyList<long> Counts)
{
    /// <summary>Nothing is known.</summary>
    public static readonly SpoolState Unknown = new("", 0, 0, 0, new long[Priorities.All.Count]);
}
