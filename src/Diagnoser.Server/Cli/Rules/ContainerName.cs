using Diagnoser.Contracts;

namespace Diagnoser.Server.Cli.Rules;

/// <summary>A container as people name it: by its name, or by the first digits of its id.</summary>
internal static class ContainerName
{
    private const int FewestDigits = 8;
    private const int Named = 10;

    /// <summary>True if the subject is meant.</summary>
    public static bool Fits(Subject subject, string name) => subject.Kind == Subject.Container
        && (subject.Name == name || (name.Length >= FewestDigits && subject.Id.StartsWith(name, StringComparison.OrdinalIgnoreCase)));

    /// <summary>None is called so; says which there are.</summary>
    public static string Unknown(string name, IReadOnlyCollection<string> known, string when)
    {
        var near = known.Where(k => k.Contains(name, StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal).Take(Named).ToList();
        var shown = near.Count > 0 ? near : [.. known.Where(k => k.Length > 0).Order(StringComparer.Ordinal).Take(Named)];
        return $"the store has no event of a container '{name}' {when}; "
            + (shown.Count == 0 ? "it has none of any container" : $"{(near.Count > 0 ? "similar" : "it has")}: {string.Join(", ", shown)}");
    }
}
