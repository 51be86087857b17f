using System.Runtime.InteropServices;

namespace Diagnoser.Collector.Endpoints;

/// <summary>What the kernel says of a file or folder without opening it.</summary>
/// <param name="Inode">Which file it is within its file system; another one under the same name has another.</param>
/// <param name="Size">Its size in bytes.</param>
internal readonly partial record struct FileState(ulong Inode, long Size)
{
    private const int CurrentFolder = -100;
    private const uint InodeAndSizeWanted = 0x300;
    private const int AnswerBytes = 256;
    private const int InodeAt = 32;
    private const int SizeAt = 40;

    /// <summary>Asks; null if it is not there or may not be asked for.</summary>
    public static FileState? Of(string path)
    {
        Span<byte> answer = stackalloc byte[AnswerBytes];
        return Ask(CurrentFolder, path, 0, InodeAndSizeWanted, ref MemoryMarshal.GetReference(answer)) == 0
            ? new FileState(MemoryMarshal.Read<ulong>(answer[InodeAt..]), MemoryMarshal.Read<long>(answer[SizeAt..]))
            : null;
    }

    // Its answer is laid out the same on all processors, that of stat is not.
    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Ask(int folder, string path, int flags, uint wanted, ref byte answer);
}
