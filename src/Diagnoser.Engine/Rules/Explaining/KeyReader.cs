using Diagnoser.Contracts;

namespace Diagnoser.Engine.Rules.Explaining;

/// <summary>Reads the values of a rule's key, for people; the engine itself keeps a hash.</summary>
internal static class KeyReader
{
    /// <summary>The key's values in an event that a selection matched; empty if the rule has none or the selection takes no part in it.</summary>
    public static IReadOnlyList<NamedValue> Of(Rule rule, string selection, DockerEvent e, Captures captures) =>
        [.. rule.Correlation.By.Where(k => k.Fields.ContainsKey(selection)).Select(k => Of(k, k.Fields[selection], e, captures))];

    private static NamedValue Of(KeyPart part, string field, DockerEvent e, Captures captures)
    {
        var value = EventExplainer.Read(e, field, captures);
        return field == part.Name ? value : value with { Name = value.IsAbsent ? field : part.Name };
    }
}
