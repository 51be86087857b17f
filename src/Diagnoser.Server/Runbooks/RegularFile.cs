using System.Runtime.InteropServices;

namespace Diagnoser.Server.Runbooks;

/// <summary>Tells files from pipes, sockets and devices, whose opening or reading may never end.</summary>
internal static partial class RegularFile
{
    private const int CurrentFolder = -100;
    private const uint Kind = 1;
    private const uint Node = 0x100;
    private const int ModeAt = 28;
    private const int NodeAt = 32;
    private const int DeviceAt = 136;
    private const int KindOfMode = 0xF000;
    private const int Regular = 0x8000;

    /// <summary>Opens a file to read it, links followed.</summary>
    /// <exception cref="IOException">It is a pipe, a socket or a device, or cannot be opened.</exception>
    public static FileStream OpenRead(string path)
    {
        Require(path);
        return File.OpenRead(path);
    }

    /// <summary>Refuses what is no regular file.</summary>
    /// <exception cref="IOException">It is a pipe, a socket or a device.</exception>
    public static void Require(string path)
    {
        if (!Is(path))
        {
            throw new IOException("it is a pipe, a socket or a device, not a regular file");
        }
    }

    /// <summary>What tells a folder from all others, links followed; null where that is not known.</summary>
    public static (uint Major, uint Minor, ulong Node)? Identity(string folder)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        var status = new byte[256];
        try
        {
            return Status(CurrentFolder, folder, 0, Node, status) == 0
                ? (BitConverter.ToUInt32(status, DeviceAt), BitConverter.ToUInt32(status, DeviceAt + 4), BitConverter.ToUInt64(status, NodeAt))
                : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    // What cannot be looked at says why when it is opened. The record of statx is the same on all processors (man 2 statx).
    private static bool Is(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return true;
        }

        var status = new byte[256];
        try
        {
            return Status(CurrentFolder, path, 0, Kind, status) != 0 || (BitConverter.ToUInt16(status, ModeAt) & KindOfMode) == Regular;
        }
        catch (EntryPointNotFoundException)
        {
            return true;
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Status(int folder, string path, int flags, uint wanted, [Out] byte[] status);
}
