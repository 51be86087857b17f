using System.Globalization;

namespace Diagnoser.Collector.Configuration;

/// <summary>Sizes as people write them: 64KiB, 512MiB, 2GiB, 500MB.</summary>
public static class Sizes
{
    private const long Kibi = 1L << 10;
    private const long Mebi = 1L << 20;
    private const long Gibi = 1L << 30;

    /// <summary>How one is written, for messages.</summary>
    public const string Allowed = "write a number and KiB, MiB, GiB, kB, MB or GB, such as 512MiB or 2GB";

    /// <summary>Reads one of at least a byte, in bytes.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        var digits = text.AsSpan().TrimEnd("KkMGiB");
        var unit = text.AsSpan(digits.Length) switch
        {
            "KiB" => Kibi,
            "MiB" => Mebi,
            "GiB" => Gibi,
            "kB" => 1_000,
            "MB" => 1_000_000,
            "GB" => 1_000_000_000,
            _ => 0L,
        };
        bytes = 0;
        if (unit == 0 || !double.TryParse(digits.TrimEnd(' '), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        if (number * unit is not (>= 1 and <= (1L << 50)))
        {
            return false;
        }

        bytes = (long)(number * unit);
        return true;
    }

    /// <summary>As people write it, in the largest unit that is not above it.</summary>
    public static string Text(long bytes)
    {
        var (unit, name) = bytes switch
        {
            >= Gibi => (Gibi, "GiB"),
            >= Mebi => (Mebi, "MiB"),
            _ => (Kibi, "KiB"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{(double)bytes / unit:0.#}{name}");
    }
}
