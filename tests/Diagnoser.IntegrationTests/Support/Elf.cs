using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Diagnoser.IntegrationTests.Support;

/// <summary>Tiny programs made without a compiler: an ELF header, one loaded segment, a few instructions.</summary>
internal static class Elf
{
    private const ushort Amd64 = 62;
    private const ushort Arm64 = 183;
    private const ushort S390 = 22;
    private const int HeaderSize = 64;
    private const int SegmentSize = 56;
    private const ulong Address = 0x400000;

    /// <summary>A program that writes to address 0: the processor faults and the kernel sends SIGSEGV.</summary>
    public static byte[] Crashing { get; } = RuntimeInformation.OSArchitecture switch
    {
        Architecture.X64 => Build(Amd64, [0x89, 0x04, 0x25, 0, 0, 0, 0]), // mov [0], eax
        Architecture.Arm64 => Build(Arm64, [0x00, 0x00, 0x80, 0xd2, 0x00, 0x00, 0x00, 0xf9]), // mov x0, 0; str x0, [x0]
        var other => throw new PlatformNotSupportedException($"no crashing program for {other}"),
    };

    /// <summary>A program for a processor that no test runs on.</summary>
    public static byte[] Foreign { get; } = Build(S390, [0, 0, 0, 0]);

    private static byte[] Build(ushort machine, byte[] code)
    {
        var file = new byte[HeaderSize + SegmentSize + code.Length];
        byte[] identity = [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1];
        identity.CopyTo(file, 0);
        Write16(16, 2); // executable
        Write16(18, machine);
        Write32(20, 1); // version
        Write64(24, Address + HeaderSize + SegmentSize); // entry
        Write64(32, HeaderSize); // program headers begin
        Write16(52, HeaderSize);
        Write16(54, SegmentSize);
        Write16(56, 1); // one program header
        Write32(64, 1); // load
        Write32(68, 5); // read and execute
        Write64(80, Address);
        Write64(88, Address);
        Write64(96, (ulong)file.Length);
        Write64(104, (ulong)file.Length);
        Write64(112, 0x1000);
        code.CopyTo(file, HeaderSize + SegmentSize);
        return file;

        void Write16(int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), value);
        void Write32(int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), value);
        void Write64(int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(at), value);
    }
}
