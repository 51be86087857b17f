using System.Globalization;

namespace Diagnoser.Collector.Evidence;

/// <summary>Signal numbers of Linux.</summary>
internal static class Signals
{
    private static readonly string[] Names =
    [
        "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT",
        "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
    ];

    /// <summary>The number of <c>15</c>, <c>TERM</c>, <c>SIGTERM</c> or <c>SIGRTMIN+3</c>; null for anything else.</summary>
    public static int? Number(string? signal)
    {
        if (string.IsNullOrEmpty(signal))
        {
            return null;
        }

        if (int.TryParse(signal, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number is > 0 and < 65 ? number : null;
        }

        var name = signal.StartsWith("SIG", StringComparison.OrdinalIgnoreCase) ? signal[3..] : signal;
        if (name.StartsWith("RTMIN", StringComparison.OrdinalIgnoreCase))
        {
            return int.TryParse(name.AsSpan(5), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var above) ? 34 + above : 34;
        }

        var index = Array.FindIndex(Names, known => known.Equals(name, StringComparison.OrdinalIgnoreCase));
        return index > 0 ? index : null;
    }
}
