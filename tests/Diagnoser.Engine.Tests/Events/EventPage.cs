using System.Text;
using Diagnoser.Engine.Events;

namespace Diagnoser.Engine.Tests.Events;

/// <summary>Writes the catalogue as docs/events.md.</summary>
internal static class EventPage
{
    private const string Head = """
        # Events

        What rules can match. This page is written from the catalogue in `src/Diagnoser.Engine/Events`; a test compares them.

        A rule names an event type in a selection's `event`, and its fields in `where` and `when`. Elsewhere the selection's alias stands in
        front: `die.container.exit_code`. Numbers are kept in the unit given here and can be written with others: `512Mi`, `1m30s`, `90%`.
        An absent field matches nothing but `|exists: false`.

        *Not yet* means that no source of this version makes the event, or fills the field. A rule may name it all the same, and sees what
        other publishers send; of such an event the linter warns.

        """;

    private static readonly (string Area, string Title)[] Areas =
    [
        ("container", "Containers"), ("kernel", "Kernel"), ("daemon", "Docker daemon"), ("network", "Networks"), ("net", "Network measurements"),
        ("image", "Images"), ("volume", "Volumes"), ("service", "Services"), ("change", "Changes"), ("swarm", "Swarm"), ("host", "Hosts"),
        ("posture", "Posture"), ("collector", "Collector"), ("diagnosis", "Diagnoses"),
    ];

    public static string Text()
    {
        var page = new StringBuilder(Head.ReplaceLineEndings("\n"));
        Shared(page, "Fields of every event", FieldGroups.Every);
        Shared(page, "Fields of every event of a container", [.. FieldGroups.Running.Except(FieldGroups.Every)]);
        foreach (var (area, title) in Areas)
        {
            _ = page.Append($"\n## {title}\n");
            foreach (var schema in EventCatalogue.All.Where(s => s.Name.Split('.')[0] == area))
            {
                Event(page, schema);
            }
        }

        return page.ToString();
    }

    /// <summary>The areas that the page has; an event of another one would be left out.</summary>
    public static IEnumerable<string> AreaNames => Areas.Select(a => a.Area);

    private static void Shared(StringBuilder page, string title, IReadOnlyList<EventField> fields)
    {
        _ = page.Append($"\n## {title}\n");
        Table(page, fields);
    }

    private static void Event(StringBuilder page, EventSchema schema)
    {
        var names = schema.Fields.Select(f => f.Name).ToHashSet();
        var ofContainer = FieldGroups.Container.All(f => names.Contains(f.Name));
        var shared = (ofContainer ? FieldGroups.Running : FieldGroups.Every).Select(f => f.Name).ToHashSet();
        var own = schema.Fields.Where(f => !shared.Contains(f.Name)).ToList();
        var start = schema.Meaning[..1].ToUpperInvariant() + schema.Meaning[1..];
        var also = ofContainer ? "Has the fields of every event of a container." : "Has the fields of every event.";
        _ = page.Append($"\n### {schema.Name}\n\n{start}. Source: {schema.Source}{(schema.IsMade ? "" : " (not yet)")}. {also}\n");
        Table(page, own);
    }

    private static void Table(StringBuilder page, IReadOnlyList<EventField> fields)
    {
        if (fields.Count == 0)
        {
            return;
        }

        _ = page.Append("\n| field | type | unit | meaning |\n|---|---|---|---|\n");
        foreach (var field in fields.OrderBy(f => f.Name, StringComparer.Ordinal))
        {
            var name = field.IsFamily ? field.Name + "<key>" : field.Name;
            var values = field.Values.Count == 0 ? "" : $": {string.Join(", ", field.Values.Select(v => $"`{v}`"))}";
            _ = page.Append($"| `{name}` | {field.Type.ToString().ToLowerInvariant()} | {field.Unit} | {field.Meaning}{values}{(field.IsMade ? "" : "; not yet")} |\n");
        }
    }
}
