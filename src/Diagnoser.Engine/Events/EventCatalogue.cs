using System.Collections.Frozen;
using Diagnoser.Engine.Events.Schemas;

namespace Diagnoser.Engine.Events;

/// <summary>All event types of the language, with their fields. It feeds the linter and docs/events.md; rules can name nothing else.</summary>
public static class EventCatalogue
{
    /// <summary>All event types in order of their names; <see cref="EventSchema.IsMade"/> says which of them some source makes.</summary>
    public static readonly IReadOnlyList<EventSchema> All =
    [
        .. ContainerSchemas.All()
            .Concat(ActivitySchemas.All())
            .Concat(StatsSchemas.All())
            .Concat(KernelSchemas.All())
            .Concat(DaemonSchemas.All())
            .Concat(NetworkSchemas.All())
            .Concat(ImageSchemas.All())
            .Concat(ChangeSchemas.All())
            .Concat(SwarmSchemas.All())
            .Concat(HostSchemas.All())
            .Concat(CollectorSchemas.All())
            .OrderBy(s => s.Name, StringComparer.Ordinal),
    ];

    private static readonly FrozenDictionary<string, EventSchema> ByName = All.ToFrozenDictionary(s => s.Name, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, EventField> FieldsByName =
        All.SelectMany(s => s.Fields).DistinctBy(f => f.Name).ToFrozenDictionary(f => f.Name, StringComparer.Ordinal);

    /// <summary>Names of all fields of all event types.</summary>
    public static IEnumerable<string> FieldNames => FieldsByName.Keys;

    /// <summary>The event type by this name, or null.</summary>
    public static EventSchema? Find(string eventType) => ByName.GetValueOrDefault(eventType);

    /// <summary>The field by this name of any event type; a name has one type everywhere. Null if there is none.</summary>
    public static EventField? FindField(string name) =>
        All.Select(schema => schema.Find(name)).FirstOrDefault(field => field is not null);
}
