using System.Globalization;
using System.Text;

namespace Diagnoser.Collector.Sources.Kernel;

/// <summary>One record of the kernel log.</summary>
/// <param name="Sequence">Its number, without holes within a boot.</param>
/// <param name="Microseconds">Its stamp since boot.</param>
/// <param name="IsKernel">False for what programs wrote into the log: anyone who may can forge it.</param>
/// <param name="Text">Its text, without the lines of key and value that follow.</param>
internal readonly record struct KernelRecord(long Sequence, long Microseconds, bool IsKernel, string Text)
{
    private const int FacilityShift = 3;

    /// <summary>Reads <c>prefix,sequence,microseconds,flags;text</c>.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out KernelRecord record)
    {
        record = default;
        var semicolon = bytes.IndexOf((byte)';');
        if (semicolon < 0)
        {
            return false;
        }

        Span<Range> fields = stackalloc Range[4];
        var head = Encoding.UTF8.GetString(bytes[..semicolon]).AsSpan();
        if (head.Split(fields, ',') < 3
            || !int.TryParse(head[fields[0]], NumberStyles.None, CultureInfo.InvariantCulture, out var priority)
            || !long.TryParse(head[fields[1]], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            || !long.TryParse(head[fields[2]], NumberStyles.None, CultureInfo.InvariantCulture, out var stamp))
        {
            return false;
        }

        var text = bytes[(semicolon + 1)..];
        var end = text.IndexOf((byte)'\n');
        record = new KernelRecord(sequence, stamp, priority >> FacilityShift == 0, Encoding.UTF8.GetString(end < 0 ? text : text[..end]));
        return true;
    }
}
