using System.Runtime.InteropServices;
using System.Text;

namespace Diagnoser.Collector.Endpoints;

/// <summary>
/// Reads small files of the host into one buffer, again and again, without garbage: measuring reads thousands of them a minute. That a file is
/// not there, or may not be read, is an answer and no exception. One thread.
/// </summary>
/// <param name="mostBytes">What of a longer file is read.</param>
internal sealed partial class FileBytes(int mostBytes = FileBytes.Usual)
{
    private const int Usual = 64 * 1024;
    private const int First = 4096;
    private const int LongestPath = 4096;
    private const int ReadOnly = 0;
    private const int CloseOnExec = 0x80000;

    // A pipe or device put where a file is expected must not hold the reader up.
    private const int NonBlocking = 0x800;

    private const int NotPermitted = 1;
    private const int Interrupted = 4;
    private const int AccessDenied = 13;

    private byte[] _buffer = new byte[Math.Min(First, mostBytes)];
    private int _length;

    /// <summary>What the last read gave; valid until the next one.</summary>
    public ReadOnlySpan<byte> Text => _buffer.AsSpan(0, _length);

    /// <summary>True if the last file was longer than what is read of one.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Reads the file of this name in this folder; both are UTF-8.</summary>
    public FileAnswer Read(ReadOnlySpan<byte> folder, ReadOnlySpan<byte> name)
    {
        if (folder.Length + name.Length + 2 > LongestPath)
        {
            return Answer(FileAnswer.Missing);
        }

        Span<byte> path = stackalloc byte[folder.Length + name.Length + 2];
        folder.CopyTo(path);
        path[folder.Length] = (byte)'/';
        name.CopyTo(path[(folder.Length + 1)..]);
        path[^1] = 0;
        return Read(path);
    }

    /// <summary>Reads the file with this path.</summary>
    public FileAnswer Read(string path) => Read(Encoding.UTF8.GetBytes(path + '\0'));

    /// <summary>The file's number; null if it does not begin with one, as <c>max</c>.</summary>
    public long? Number(ReadOnlySpan<byte> folder, ReadOnlySpan<byte> name) =>
        Read(folder, name) == FileAnswer.Read && NumberText.TryRead(Text, out var number) ? number : null;

    private FileAnswer Read(ReadOnlySpan<byte> terminatedPath)
    {
        int file;
        while ((file = OpenFile(in MemoryMarshal.GetReference(terminatedPath), ReadOnly | CloseOnExec | NonBlocking)) < 0)
        {
            if (Marshal.GetLastPInvokeError() is var error and not Interrupted)
            {
                return Answer(error is AccessDenied or NotPermitted ? FileAnswer.Refused : FileAnswer.Missing);
            }
        }

        var isRead = Fill(file);
        _ = CloseFile(file);
        return isRead ? FileAnswer.Read : Answer(FileAnswer.Missing);
    }

    private bool Fill(int file)
    {
        _length = 0;
        IsCut = false;
        while (true)
        {
            if (_length == _buffer.Length)
            {
                if (_buffer.Length >= mostBytes)
                {
                    IsCut = true;
                    return true;
                }

                Array.Resize(ref _buffer, Math.Min(mostBytes, _buffer.Length * 4));
            }

            var count = (int)ReadFile(file, ref _buffer[_length], _buffer.Length - _length);
            if (count > 0)
            {
                _length += count;
            }
            else if (count == 0)
            {
                return true;
            }
            else if (Marshal.GetLastPInvokeError() != Interrupted)
            {
                return false;
            }
        }
    }

    private FileAnswer Answer(FileAnswer answer)
    {
        _length = 0;
        IsCut = false;
        return answer;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true)]
    private static partial int OpenFile(in byte path, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint ReadFile(int file, ref byte buffer, nint count);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseFile(int file);
}

/// <summary>What came of reading a file.</summary>
internal enum FileAnswer
{
    /// <summary>It was read.</summary>
    Read,

    /// <summary>It is not there, or went away meanwhile: what it tells of has ended, or this kernel does not tell it.</summary>
    Missing,

    /// <summary>It may not be read.</summary>
    Refused,
}
