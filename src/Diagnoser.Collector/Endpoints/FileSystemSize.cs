using System.Runtime.InteropServices;

namespace Diagnoser.Collector.Endpoints;

/// <summary>Size and use of a file system, in bytes and inodes.</summary>
/// <param name="Total">Its size.</param>
/// <param name="Free">What is left, the part kept for root included.</param>
/// <param name="Available">What is left to programs without privileges.</param>
/// <param name="Inodes">All inodes; zero where the file system has no fixed number.</param>
/// <param name="InodesAvailable">Those left to programs without privileges.</param>
/// <param name="IsReadOnly">True if it is mounted read-only.</param>
internal readonly partial record struct FileSystemSize(long Total, long Free, long Available, long Inodes, long InodesAvailable, bool IsReadOnly)
{
    private const ulong ReadOnlyFlag = 1;

    /// <summary>Asks for it; null if the path is not there or out of reach. May wait for ever on a network file system whose server is away.</summary>
    public static FileSystemSize? Of(string path) => Ask(path, out var answer) != 0 ? null : new FileSystemSize(
        (long)(answer.Blocks * answer.FragmentSize),
        (long)(answer.FreeBlocks * answer.FragmentSize),
        (long)(answer.AvailableBlocks * answer.FragmentSize),
        (long)answer.Files,
        (long)answer.AvailableFiles,
        (answer.Flags & ReadOnlyFlag) != 0);

    [LibraryImport("libc", EntryPoint = "statvfs", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Ask(string path, out Answer answer);

    /// <summary>As the C library lays it out on 64-bit processors, with room for what it adds.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Answer
    {
        public ulong BlockSize;
        public ulong FragmentSize;
        public ulong Blocks;
        public ulong FreeBlocks;
        public ulong AvailableBlocks;
        public ulong Files;
        public ulong FreeFiles;
        public ulong AvailableFiles;
        public ulong FileSystem;
        public ulong Flags;
        public ulong LongestName;
        private unsafe fixed ulong _rest[8];
    }
}
