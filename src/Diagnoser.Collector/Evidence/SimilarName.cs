namespace Diagnoser.Collector.Evidence;

/// <summary>Finds names like a mistyped one.</summary>
internal static class SimilarName
{
    public static IEnumerable<string> Nearest(string wanted, IEnumerable<string> names) => names
        .Select(name => (Name: name, Distance: Distance(wanted, name)))
        .Where(entry => entry.Distance <= Math.Max(2, wanted.Length / 3))
        .OrderBy(entry => entry.Distance)
        .ThenBy(entry => entry.Name, StringComparer.Ordinal)
        .Select(entry => entry.Name);

    /// <summary>Edits from one to the other; a name that holds the other is near whatever its length.</summary>
    private static int Distance(string wanted, string name)
    {
        if (wanted.Length > 1 && (name.Contains(wanted, StringComparison.OrdinalIgnoreCase) || (name.Length > 2 && wanted.Contains(name, StringComparison.OrdinalIgnoreCase))))
        {
            return 1;
        }

        var row = Enumerable.Range(0, name.Length + 1).ToArray();
        for (var i = 1; i <= wanted.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= name.Length; j++)
            {
                var cost = char.ToLowerInvariant(wanted[i - 1]) == char.ToLowerInvariant(name[j - 1]) ? 0 : 1;
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + cost));
            }
        }

        return row[^1];
    }
}
