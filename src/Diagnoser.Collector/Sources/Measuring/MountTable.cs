using System.Text;
using Diagnoser.Collector.Endpoints;

namespace Diagnoser.Collector.Sources.Measuring;

/// <summary>A mounted file system.</summary>
/// <param name="Point">Where.</param>
/// <param name="Device">Its device numbers, such as <c>8:1</c>.</param>
/// <param name="Type">Such as ext4.</param>
/// <param name="Name">The device's name, or the server's.</param>
internal sealed record Mount(string Point, string Device, string Type, string Name);

/// <summary>The mounted file systems of the host, from <c>mountinfo</c>.</summary>
internal sealed class MountTable
{
    private readonly List<Mount> _mounts = [];

    private MountTable()
    {
    }

    /// <summary>Reads them; null if they cannot be read.</summary>
    public static MountTable? Read(string procPath, bool isOwnRoot)
    {
        var process = isOwnRoot ? "self" : "1";
        if (HostFiles.Read(Path.Combine(procPath, process, "mountinfo")) is not { } text)
        {
            return null;
        }

        var table = new MountTable();
        foreach (var line in text.Split('\n'))
        {
            if (Parse(line) is { } mount)
            {
                table._mounts.Add(mount);
            }
        }

        return table;
    }

    /// <summary>The file system that a path is on; of several on one point the last, which hides the others.</summary>
    public Mount? Of(string path)
    {
        Mount? found = null;
        foreach (var mount in _mounts)
        {
            if (IsWithin(path, mount.Point) && (found is null || mount.Point.Length >= found.Point.Length))
            {
                found = mount;
            }
        }

        return found;
    }

    // 36 35 98:0 /root /mount/point rw,noatime master:1 - ext3 /dev/sda1 rw
    private static Mount? Parse(string line)
    {
        var parts = line.Split(' ');
        var dash = Array.IndexOf(parts, "-");
        return dash >= 6 && parts.Length > dash + 2 ? new Mount(Unescape(parts[4]), parts[2], parts[dash + 1], Unescape(parts[dash + 2])) : null;
    }

    private static bool IsWithin(string path, string point) =>
        point == "/" || (path.StartsWith(point, StringComparison.Ordinal) && (path.Length == point.Length || path[point.Length] == '/'));

    // A blank is \040: octal digits of a byte.
    private static string Unescape(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
        {
            return text;
        }

        var bytes = new List<byte>();
        var source = Encoding.UTF8.GetBytes(text);
        for (var i = 0; i < source.Length; i++)
        {
            if (source[i] == '\\' && i + 3 < source.Length && Octal(source.AsSpan(i + 1, 3)) is { } value)
            {
                bytes.Add(value);
                i += 3;
            }
            else
            {
                bytes.Add(source[i]);
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    private static byte? Octal(ReadOnlySpan<byte> digits)
    {
        var value = 0;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'7')
            {
                return null;
            }

            value = (value * 8) + digit - '0';
        }

        return value <= byte.MaxValue ? (byte)value : null;
    }
}
