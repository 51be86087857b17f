using Diagnoser.Engine.Events;

namespace Diagnoser.Server.Cli.Rules.New;

/// <summary>Fields that a first rule can look at, and values for its tests.</summary>
internal static class FieldExamples
{
    private static readonly string[] Usual =
    [
        "container.exit_code", "health.status", "constraint", "container.error", "signal", "log.body", "change.fields", "network.name", "blind.source",
    ];

    // A test cannot set them: they come from its containers, its times, or from the verdict as a whole.
    private static readonly string[] NotSet =
    [
        FieldNames.HostId, FieldNames.ServiceNamespace, FieldNames.ServiceShortName, FieldNames.ContainerId, FieldNames.ContainerRun, FieldNames.LogTail,
        FieldNames.ExitReason, FieldNames.ExitCertainty, FieldNames.ExitFacts, FieldNames.NetworkId, FieldNames.HostName,
    ];

    /// <summary>The fields of an event that can be taken, those that tell most first.</summary>
    public static IReadOnlyList<EventField> Of(EventSchema schema) =>
    [
        .. schema.Fields
            .Where(f => !f.IsFamily && f.Type is not FieldType.Time && !NotSet.Contains(f.Name) && (IsNamed(f) || Fits(f)))
            .OrderBy(f => Array.IndexOf(Usual, f.Name) is >= 0 and var at ? at : Usual.Length)
            .ThenBy(f => f.IsMade ? 0 : 1)
            .ThenBy(f => IsShared(f) ? 1 : 0)
            .ThenBy(f => f.Name, StringComparer.Ordinal),
    ];

    /// <summary>True for a name that a test gives its container.</summary>
    public static bool IsNamed(EventField field) => field.Name is FieldNames.ContainerName or FieldNames.ServiceName;

    /// <summary>A value to begin with.</summary>
    public static string Value(EventField field) => field switch
    {
        { Values: [var first, ..] } => field.Name == "health.status" ? "unhealthy" : first,
        { Type: FieldType.Boolean } => "true",
        { Type: FieldType.Bytes } => "512Mi",
        { Type: FieldType.Duration } => "30s",
        { Type: FieldType.Ratio } => "90%",
        { Type: FieldType.Integer or FieldType.Number } => "1",
        _ => "example",
    };

    /// <summary>Another value, for the test in which the rule is silent.</summary>
    public static string Other(EventField field, string value) => field switch
    {
        { Values: [_, _, ..] values } => values.First(v => v != value),
        { Type: FieldType.Boolean } => value == "true" ? "false" : "true",
        { Type: FieldType.Bytes } => value == "1Mi" ? "2Mi" : "1Mi",
        { Type: FieldType.Duration } => value == "7s" ? "8s" : "7s",
        { Type: FieldType.Ratio } => value == "7%" ? "8%" : "7%",
        { Type: FieldType.Integer or FieldType.Number } => value == "7" ? "8" : "7",
        _ => value == "other" ? "another" : "other",
    };

    // An enumeration of one value has no other; what the verdict decides is not set alone, but for who ended the run.
    private static bool Fits(EventField field) => field.Values.Count != 1;

    private static bool IsShared(EventField field) => EventCatalogue.All.Count(s => s.Find(field.Name) is not null) > 3;
}
