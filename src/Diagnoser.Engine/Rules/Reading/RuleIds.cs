namespace Diagnoser.Engine.Rules.Reading;

/// <summary>Ids of rules, for those who make new ones.</summary>
public static class RuleIds
{
    /// <summary>True if a rule can be called so.</summary>
    public static bool IsId(string text) => Slugs.IsSlug(text);

    /// <summary>The right name that a wrong one was probably meant to be; null if none is near.</summary>
    public static string? Nearest(string wrong, IEnumerable<string> names) => Reading.Nearest.Find(wrong, names);
}
