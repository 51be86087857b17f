using System.Text.Json.Nodes;
using Diagnoser.Engine.Events;

namespace Diagnoser.Engine.Rules.Schemas;

/// <summary>
/// What <c>where</c> can ask of each event type. Fields that many event types share stand in groups, since every event of a container
/// has most of its fields in common with the others.
/// </summary>
internal static class FieldSchemas
{
    /// <summary>A condition on an event of any type.</summary>
    public const string Any = "where_any_event";

    /// <summary>Fields with a value, in a test.</summary>
    public const string Given = "given_fields";

    /// <summary>The <c>where</c> of a map with an <c>event</c>.</summary>
    public const string OfItsEvent = "where_of_its_event";

    private static readonly IReadOnlyList<EventField> All =
        [.. EventCatalogue.All.SelectMany(s => s.Fields).DistinctBy(f => f.Name).OrderBy(f => f.Name, StringComparer.Ordinal)];

    private static readonly IReadOnlyList<(string Name, IReadOnlyList<EventField> Fields)> Groups =
    [
        ("keys_of_every_event", FieldGroups.Every),
        ("keys_of_every_container_event", [.. FieldGroups.Container.Where(f => FieldGroups.Every.All(e => e.Name != f.Name))]),
    ];

    public static IEnumerable<(string Name, JsonObject Schema)> Definitions()
    {
        foreach (var field in All)
        {
            yield return (NameOf(field), new JsonObject
            {
                ["description"] = ValueSchemas.Words(field),
                ["allOf"] = new JsonArray(field.Type == FieldType.List ? Schema.List("", Schema.Ref(ValueSchemas.Scalar)) : ValueSchemas.Of(field)),
            });
        }

        foreach (var (name, fields) in Groups)
        {
            yield return (name, Keys(fields));
            yield return ($"names_{name}", Names(fields));
        }

        yield return ($"one_{Any}", Schema.With(Keys(All), "additionalProperties", false));
        yield return (Any, OneOrAny(Any));
        yield return (Given, ValuesIn(All));
        yield return (OfItsEvent, new JsonObject { ["allOf"] = ByEvent() });
        foreach (var schema in EventCatalogue.All)
        {
            yield return ($"one_{NameOf(schema)}", OfEvent(schema));
            yield return (NameOf(schema), OneOrAny(NameOf(schema)));
        }
    }

    /// <summary>For each event type: if a selection is of it, what its <c>where</c> can ask.</summary>
    private static JsonArray ByEvent() => Schema.Array(EventCatalogue.All.Select(schema => new JsonObject
    {
        ["if"] = new JsonObject
        {
            ["required"] = Schema.Texts(["event"]),
            ["properties"] = new JsonObject { ["event"] = new JsonObject { ["const"] = schema.Name } },
        },
        ["then"] = new JsonObject { ["properties"] = new JsonObject { ["where"] = Schema.Ref(NameOf(schema)) } },
    }));

    private static string NameOf(EventSchema schema) => $"where_{schema.Name}";

    private static string NameOf(EventField field) => $"field_{field.Name.TrimEnd('.')}";

    private static JsonObject OfEvent(EventSchema schema)
    {
        var names = schema.Fields.Select(f => f.Name).ToHashSet(StringComparer.Ordinal);
        var groups = Groups.Where(g => g.Fields.All(f => names.Contains(f.Name))).ToList();
        var own = schema.Fields.Where(f => groups.All(g => g.Fields.All(shared => shared.Name != f.Name))).ToList();
        return new JsonObject
        {
            ["type"] = "object",
            ["allOf"] = Schema.Array([.. groups.Select(g => Schema.Ref(g.Name)), .. own.Count > 0 ? new[] { Keys(own) } : []]),
            ["propertyNames"] = Schema.AnyOf([.. groups.Select(g => Schema.Ref($"names_{g.Name}")), .. own.Count > 0 ? new[] { Names(own) } : []]),
        };
    }

    private static JsonObject OneOrAny(string name) => new()
    {
        ["description"] = "All of these must hold; a list of maps: any of them.",
        ["anyOf"] = new JsonArray(Schema.Ref($"one_{name}"), Schema.With(Schema.List("", Schema.Ref($"one_{name}")), "minItems", 1)),
    };

    private static JsonObject Keys(IReadOnlyList<EventField> fields)
    {
        var keys = new JsonObject { ["properties"] = Schema.Properties(Bare(fields)) };
        var patterns = new JsonObject();
        foreach (var (key, takes) in Patterns(fields))
        {
            patterns[key] = takes;
        }

        keys["patternProperties"] = patterns;
        return keys;
    }

    private static JsonObject Names(IReadOnlyList<EventField> fields) => Schema.AnyOf(
    [
        new JsonObject { ["enum"] = Schema.Texts(Bare(fields).Select(f => f.Key)) },
        .. Patterns(fields).Select(p => new JsonObject { ["pattern"] = p.Pattern }),
    ]);

    // A list equals nothing: it is asked with an operator.
    private static IEnumerable<(string Key, JsonObject Schema)> Bare(IEnumerable<EventField> fields) =>
        fields.Where(f => !f.IsFamily && f.Type != FieldType.List).Select(f => (f.Name, Schema.Ref(NameOf(f))));

    // Fields that take the same values with the same operators share a pattern.
    private static IEnumerable<(string Pattern, JsonObject Takes)> Patterns(IReadOnlyList<EventField> fields) =>
        from x in fields.SelectMany(f => Suffixes(f).Select(k => (Field: ValueSchemas.Escape(f), k.Suffix, k.Takes)))
        group x by (x.Suffix, Takes: x.Takes.ToJsonString()) into same
        select ($"^({string.Join('|', same.Select(x => x.Field))}){same.Key.Suffix}$", same.First().Takes);

    private static IEnumerable<(string Suffix, JsonObject Takes)> Suffixes(EventField field) =>
        field.IsFamily ? ValueSchemas.Suffixes(field).Prepend(("", Schema.Ref(NameOf(field)))) : ValueSchemas.Suffixes(field);

    // null: the event lacks the field.
    private static JsonObject OrMissing(EventField field) => Schema.AnyOf(Schema.Ref(NameOf(field)), new JsonObject { ["type"] = "null" });

    private static JsonObject ValuesIn(IReadOnlyList<EventField> fields)
    {
        var patterns = new JsonObject();
        foreach (var family in fields.Where(f => f.IsFamily))
        {
            patterns[$"^{ValueSchemas.Escape(family)}$"] = OrMissing(family);
        }

        return new JsonObject
        {
            ["type"] = "object",
            ["properties"] = Schema.Properties(fields.Where(f => !f.IsFamily).Select(f => (f.Name, OrMissing(f)))),
            ["patternProperties"] = patterns,
        };
    }
}
