using System.Runtime.InteropServices;

namespace Diagnoser.Engine.Matching;

/// <summary>
/// Chooses the part of each literal that the automaton looks for. A few characters tell enough, and keep its table small enough for the
/// processor's caches; the part taken is one that few other literals share and that is rare in text.
/// </summary>
internal static class LiteralWindow
{
    /// <summary>Most characters that are looked for.</summary>
    public const int Length = 8;

    /// <summary>How often each ASCII character is seen in a thousand of log text, roughly; what is not listed is rare.</summary>
    private static readonly double[] Frequencies = Table(
        (140, " "), (80, "e"), (60, "t"), (52, "aoinrs"), (32, "dlc"), (22, "ump"), (18, "h01"), (14, "fg2345:."), (9, "6789bywv-/"), (6, "k=_\"'[](),"), (3, "xqjz"));

    /// <summary>Share of the characters of text that are this folded one.</summary>
    public static double Frequency(char folded) => Frequencies[folded] / 1000;

    /// <summary>The part of each of these folded texts.</summary>
    public static Range[] Choose(IReadOnlyList<string> texts)
    {
        var shared = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            for (var at = 0; at + Length <= text.Length; at++)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(shared, text.Substring(at, Length), out _)++;
            }
        }

        return [.. texts.Select(t => t.Length <= Length ? ..t.Length : Best(t, shared))];
    }

    private static Range Best(string text, Dictionary<string, int> shared)
    {
        var places = Enumerable.Range(0, text.Length - Length + 1);
        var best = places.MinBy(at => (shared[text.Substring(at, Length)], Commonness(text.AsSpan(at, Length))));
        return best..(best + Length);
    }

    // Where it begins counts most: there the look through a text has to leave its fast path.
    private static double Commonness(ReadOnlySpan<char> window)
    {
        var sum = 3 * Frequencies[window[0]];
        foreach (var c in window)
        {
            sum += Frequencies[c];
        }

        return sum;
    }

    private static double[] Table(params (double Frequency, string Characters)[] rows)
    {
        var table = new double[LiteralFold.Count];
        Array.Fill(table, 1);
        foreach (var (frequency, characters) in rows)
        {
            foreach (var c in characters)
            {
                table[c] = frequency;
            }
        }

        return table;
    }
}
