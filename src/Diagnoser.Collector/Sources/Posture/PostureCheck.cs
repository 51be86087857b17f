namespace Diagnoser.Collector.Sources.Posture;

/// <summary>A setting that is looked at.</summary>
/// <typeparam name="T">What has the setting.</typeparam>
/// <param name="Name">Its stable name, such as <c>privileged</c>.</param>
/// <param name="Code">Its catalogue code, such as <c>SEC-001</c>.</param>
/// <param name="Wanted">What it should be.</param>
/// <param name="Find">Gives what was found, if that is a risk; else null.</param>
internal sealed record PostureCheck<T>(string Name, string Code, string Wanted, Func<T, string?> Find)
{
    private const int MostEntries = 16;

    /// <summary>The finding of this check; null if there is none.</summary>
    public PostureFinding? Look(T at) => Find(at) is { } value ? new PostureFinding(Name, Code, value, Wanted) : null;

    /// <summary>What was found as one text; null if nothing was.</summary>
    public static string? List(IEnumerable<string> entries)
    {
        var sorted = entries.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return sorted.Count switch
        {
            0 => null,
            <= MostEntries => string.Join(", ", sorted),
            _ => $"{string.Join(", ", sorted.Take(MostEntries))} and {sorted.Count - MostEntries} more",
        };
    }
}
