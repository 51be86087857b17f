namespace Diagnoser.Engine.Rules.Reading;

/// <summary>Finds the right name that a wrong one was probably meant to be.</summary>
internal static class Nearest
{
    private const int LongestCompared = 100;

    /// <summary><c>; did you mean 'x'?</c>, or nothing if no name is near.</summary>
    public static string Hint(string wrong, IEnumerable<string> names) => Find(wrong, names) is { } name ? $"; did you mean '{name}'?" : "";

    /// <summary>The same, and what is allowed: <c>; did you mean 'x'? (allowed: x, y)</c>, else <c>; allowed: x, y</c>.</summary>
    public static string Hint(string wrong, IEnumerable<string> names, string allowed) => And(Hint(wrong, names), allowed);

    /// <summary>A hint, and what is allowed.</summary>
    public static string And(string hint, string allowed) => hint.EndsWith('?') ? $"{hint} ({allowed})" : $"{hint}; {allowed}";

    public static string? Find(string wrong, IEnumerable<string> names)
    {
        if (wrong.Length is 0 or > LongestCompared)
        {
            return null;
        }

        var most = Math.Max(1, wrong.Length / 3);
        var (best, distance) = ("", most + 1);
        foreach (var name in names)
        {
            var other = Distance(wrong, name, Math.Min(most, distance));
            if (other < distance || (other == distance && other <= most && string.CompareOrdinal(name, best) < 0))
            {
                (best, distance) = (name, other);
            }
        }

        return distance <= most ? best : ByEnding(wrong, names);
    }

    // A field is often written without its first part: exit_code for container.exit_code.
    private static string? ByEnding(string wrong, IEnumerable<string> names) =>
        names.Where(n => n.EndsWith("." + wrong, StringComparison.Ordinal)).Order(StringComparer.Ordinal).FirstOrDefault();

    // How many characters differ; of names that are further apart than the most that counts, only that they are.
    private static int Distance(string a, string b, int most)
    {
        if (Math.Abs(a.Length - b.Length) > most)
        {
            return most + 1;
        }

        var previous = new int[b.Length + 1];
        var current = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            previous[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var same = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]);
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + (same ? 0 : 1));
            }

            (previous, current) = (current, previous);
            if (previous.AsSpan().IndexOfAnyInRange(0, most) < 0)
            {
                return most + 1;
            }
        }

        return previous[b.Length];
    }
}
