using System.Globalization;

namespace Diagnoser.Engine.Rules.Templates;

/// <summary>Numbers as people read them.</summary>
internal static class Humanize
{
    private static readonly (double Size, string Name)[] ByteUnits =
        [(1L << 40, "TiB"), (1L << 30, "GiB"), (1L << 20, "MiB"), (1L << 10, "KiB")];

    private static readonly (long Seconds, string Name)[] TimeUnits = [(86400, "d"), (3600, "h"), (60, "min"), (1, "s")];

    public static string Bytes(double bytes)
    {
        foreach (var (size, name) in ByteUnits)
        {
            if (Math.Abs(bytes) >= size)
            {
                return $"{Decimal(bytes / size)} {name}";
            }
        }

        return $"{Decimal(bytes)} B";
    }

    public static string Percent(double ratio) => $"{Decimal(ratio * 100)}%";

    public static string Duration(double seconds)
    {
        if (seconds < 0)
        {
            return "-" + Duration(-seconds);
        }

        switch (seconds)
        {
            case 0:
                return "0 s";
            case < 1:
                return $"{Math.Max(1, Math.Round(seconds * 1000)).ToString("0", CultureInfo.InvariantCulture)} ms";
            case < 10:
                return $"{Decimal(seconds)} s";
            case > 1e12:
                return $"{Decimal(seconds / 86400)} d";
        }

        var whole = (long)Math.Round(seconds);
        var first = Array.FindIndex(TimeUnits, u => whole >= u.Seconds);
        var (size, name) = TimeUnits[first];
        var text = string.Create(CultureInfo.InvariantCulture, $"{whole / size} {name}");
        var rest = first + 1 < TimeUnits.Length ? whole % size / TimeUnits[first + 1].Seconds : 0;
        return rest == 0 ? text : string.Create(CultureInfo.InvariantCulture, $"{text} {rest} {TimeUnits[first + 1].Name}");
    }

    private static string Decimal(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);
}
