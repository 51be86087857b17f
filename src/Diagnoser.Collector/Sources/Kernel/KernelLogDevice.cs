using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Diagnoser.Collector.Sources.Kernel;

/// <summary>The kernel log device: each read gives one record, or says that there is none yet or that some were overwritten.</summary>
internal sealed partial class KernelLogDevice : IDisposable
{
    private const int ReadOnly = 0;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const short PollIn = 1;
    private const int Interrupted = 4;
    private const int TryAgain = 11;
    private const int BrokenPipe = 32;
    private const int RecordBytes = 8192;

    private readonly SafeFileHandle _handle;
    private readonly byte[] _buffer = new byte[RecordBytes];

    private KernelLogDevice(SafeFileHandle handle) => _handle = handle;

    /// <summary>Opens the device at its oldest record; null with the system's error number if it may not be read.</summary>
    public static KernelLogDevice? Open(string path, out int error)
    {
        var handle = OpenFile(path, ReadOnly | NonBlocking | CloseOnExec);
        error = handle.IsInvalid ? Marshal.GetLastPInvokeError() : 0;
        if (error != 0)
        {
            handle.Dispose();
            return null;
        }

        return new KernelLogDevice(handle);
    }

    public KernelLogRead Read(out ReadOnlySpan<byte> record)
    {
        record = default;
        while (true)
        {
            var count = ReadFile(_handle, _buffer, _buffer.Length);
            if (count > 0)
            {
                record = _buffer.AsSpan(0, (int)count);
                return KernelLogRead.Record;
            }

            switch (count == 0 ? TryAgain : Marshal.GetLastPInvokeError())
            {
                case Interrupted:
                    continue;
                case TryAgain:
                    return KernelLogRead.Nothing;
                case BrokenPipe:
                    return KernelLogRead.Overwritten;
                default:
                    return KernelLogRead.Failed;
            }
        }
    }

    /// <summary>Waits for a record, at most so long.</summary>
    public void Wait(int milliseconds)
    {
        var wanted = new PollRequest { Descriptor = (int)_handle.DangerousGetHandle(), Events = PollIn };
        _ = Poll(ref wanted, 1, milliseconds);
    }

    public void Dispose() => _handle.Dispose();

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint ReadFile(SafeFileHandle file, [Out] byte[] buffer, nint count);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollRequest request, ulong count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollRequest
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}

/// <summary>What a read of the kernel log gave.</summary>
internal enum KernelLogRead
{
    /// <summary>One record.</summary>
    Record,

    /// <summary>No record yet.</summary>
    Nothing,

    /// <summary>Records were overwritten before they were read.</summary>
    Overwritten,

    /// <summary>The device cannot be read any more.</summary>
    Failed,
}
