using System.Text;

namespace Diagnoser.Collector.Sources.DaemonLog;

/// <summary>Cuts bytes into lines; of a line that is too long only the beginning is given.</summary>
internal sealed class LogLineSplitter
{
    /// <summary>Bytes of a line that are kept.</summary>
    public const int MaxLine = 16 * 1024;

    private readonly byte[] _line = new byte[MaxLine];
    private int _length;

    /// <summary>Bytes since the end of the last whole line.</summary>
    public int Pending { get; private set; }

    /// <summary>Takes bytes up to the end of a line.</summary>
    /// <param name="bytes">What was read.</param>
    /// <param name="taken">How many of them were used.</param>
    /// <returns>The line; null if its end has not come yet.</returns>
    public string? Take(ReadOnlySpan<byte> bytes, out int taken)
    {
        var end = bytes.IndexOf((byte)'\n');
        var part = end < 0 ? bytes : bytes[..end];
        var kept = part[..Math.Min(part.Length, MaxLine - _length)];
        kept.CopyTo(_line.AsSpan(_length));
        _length += kept.Length;
        taken = end < 0 ? part.Length : end + 1;
        Pending += taken;
        return end < 0 ? null : Rest();
    }

    /// <summary>What has no end yet; null if there is nothing.</summary>
    public string? TakeRest() => _length > 0 ? Rest() : null;

    private string Rest()
    {
        var line = Encoding.UTF8.GetString(_line, 0, _length).TrimEnd('\r');
        (_length, Pending) = (0, 0);
        return line;
    }
}
