using Diagnoser.Collector.Endpoints;

namespace Diagnoser.Collector.Sources.Measuring;

/// <summary>Reads pressure files: <c>some avg10=8.28 avg60=1.50 avg300=0.30 total=123</c>, in percent.</summary>
internal static class PressureText
{
    private const double Percent = 100;

    /// <summary>A share as a ratio of 1; null if it is not there.</summary>
    /// <param name="text">The file.</param>
    /// <param name="line"><c>some</c> or <c>full</c>.</param>
    /// <param name="key">Such as <c>avg60=</c>.</param>
    public static double? Ratio(ReadOnlySpan<byte> text, ReadOnlySpan<byte> line, ReadOnlySpan<byte> key)
    {
        var lines = new Words(text);
        while (lines.NextLine(out var found))
        {
            if (!found.StartsWith(line))
            {
                continue;
            }

            var words = new Words(found);
            while (words.Next(out var word))
            {
                if (word.StartsWith(key))
                {
                    return NumberText.Fraction(word[key.Length..]) / Percent;
                }
            }
        }

        return null;
    }
}
