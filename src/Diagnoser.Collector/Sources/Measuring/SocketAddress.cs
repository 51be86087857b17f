using System.Buffers.Binary;
using System.Net;
using Diagnoser.Collector.Endpoints;

namespace Diagnoser.Collector.Sources.Measuring;

/// <summary>Address and port of a socket's end. An IPv4 address that a socket of IPv6 uses is the IPv4 address.</summary>
internal readonly record struct SocketAddress(ulong High, ulong Low, ushort Port, bool IsVersion6)
{
    private const int Digits4 = 8;
    private const int Digits6 = 32;
    private const ulong MappedPrefix = 0xffff;

    /// <summary>True for 127.0.0.0/8 and ::1.</summary>
    public bool IsLoopback => IsVersion6 ? High == 0 && Low == 1 : Low >> 24 == 127;

    /// <summary>Reads the kernel's form, such as <c>0100007F:1F90</c>: 32-bit words in the byte order of the processor.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out SocketAddress address)
    {
        address = default;
        var colon = text.IndexOf((byte)':');
        if (colon < 0 || NumberText.Hexadecimal(text[(colon + 1)..]) is not { } port || port > ushort.MaxValue)
        {
            return false;
        }

        switch (colon)
        {
            case Digits4 when NumberText.Hexadecimal(text[..Digits4]) is { } word:
                address = new SocketAddress(0, BinaryPrimitives.ReverseEndianness((uint)word), (ushort)port, false);
                return true;
            case Digits6 when Half(text) is { } high && Half(text[(Digits6 / 2)..]) is { } low:
                address = high == 0 && low >> 32 == MappedPrefix
                    ? new SocketAddress(0, low & uint.MaxValue, (ushort)port, false)
                    : new SocketAddress(high, low, (ushort)port, true);
                return true;
            default:
                return false;
        }
    }

    /// <summary>As <c>10.0.1.5:5432</c> or <c>[fd00::5]:5432</c>.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Low);
        return new IPEndPoint(new IPAddress(IsVersion6 ? bytes : bytes[12..]), Port).ToString();
    }

    private static ulong? Half(ReadOnlySpan<byte> text) =>
        NumberText.Hexadecimal(text[..Digits4]) is { } first && NumberText.Hexadecimal(text[Digits4..(2 * Digits4)]) is { } second
            ? ((ulong)BinaryPrimitives.ReverseEndianness((uint)first) << 32) | BinaryPrimitives.ReverseEndianness((uint)second)
            : null;
}
