namespace Diagnoser.Server.Cli.Rules.Updates;

/// <summary>The lines by which one text differs from another.</summary>
internal static class LineDifference
{
    /// <summary>Lines that are gone with <c>-</c>, and new ones with <c>+</c>, each with its number in its own text.</summary>
    public static IEnumerable<string> Of(string before, string after)
    {
        var (old, young) = (before.Split('\n'), after.Split('\n'));
        var first = old.Zip(young).TakeWhile(l => l.First == l.Second).Count();
        var most = Math.Min(old.Length, young.Length) - first;
        var last = old.Reverse().Zip(young.Reverse()).Take(most).TakeWhile(l => l.First == l.Second).Count();
        return Between(old[first..^last], young[first..^last], first + 1);
    }

    // The longest lines in common, counted from the end; few lines are left, since the ends are alike.
    private static IEnumerable<string> Between(string[] old, string[] young, int number)
    {
        var common = new int[old.Length + 1, young.Length + 1];
        for (var i = old.Length - 1; i >= 0; i--)
        {
            for (var j = young.Length - 1; j >= 0; j--)
            {
                common[i, j] = old[i] == young[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        var (x, y) = (0, 0);
        while (x < old.Length || y < young.Length)
        {
            if (x < old.Length && y < young.Length && old[x] == young[y])
            {
                (x, y) = (x + 1, y + 1);
            }
            else if (x < old.Length && (y == young.Length || common[x + 1, y] >= common[x, y + 1]))
            {
                yield return $"{number + x++,5} - {old[x - 1].TrimEnd('\r')}";
            }
            else
            {
                yield return $"{number + y++,5} + {young[y - 1].TrimEnd('\r')}";
            }
        }
    }
}
