using System.Text.Json.Nodes;
using Diagnoser.Engine.Events;
using Diagnoser.Engine.Rules.Reading;
using Diagnoser.Engine.Topology;

namespace Diagnoser.Engine.Rules.Schemas;

/// <summary>The blocks of a rule.</summary>
internal static class BodySchemas
{
    private const string Alias = "^[A-Za-z][A-Za-z0-9_]*$";

    public static IEnumerable<(string Name, JsonObject Schema)> Definitions()
    {
        yield return ("slug", Schema.Pattern("^[a-z]([a-z0-9-]{0,62}[a-z0-9])?$"));
        yield return ("event_type", new JsonObject
        {
            ["description"] = "An event type of the catalogue.",
            ["enum"] = Schema.Texts(EventCatalogue.All.Select(s => s.Name)),
            ["enumDescriptions"] = Schema.Texts(EventCatalogue.All.Select(s => s.IsMade ? s.Meaning : $"{s.Meaning}; no source of this version makes it yet")),
        });
        yield return ("relation", new JsonObject
        {
            ["description"] = "A relation of the topology.",
            ["enum"] = Schema.Texts(RelationTable.All.Select(r => r.Name)),
            ["enumDescriptions"] = Schema.Texts(RelationTable.All.Select(r => r.Meaning)),
        });
        yield return ("selection", Selection("A selection of events.", ["event"]));
        yield return ("match", Match());
        yield return ("counted", Schema.Map("A step that takes several events.", ["count", "gte"], ("count", Schema.Text("The selection that is counted.")), Gte, Distinct));
        yield return ("relate", Schema.Map(
            "A relation that must, or must not, hold.",
            ["from", "relation", "to"],
            ("from", Schema.Text("The selection that has the relation.")),
            ("relation", Schema.Ref("relation")),
            ("to", Schema.Template("Another selection, or name:… for a name."))));
        yield return ("correlate", Correlate());
        yield return ("recover", Selection(
            "What ends the condition.", ["event"], ("for", Schema.Ref(ValueSchemas.Duration, "How long after such an event the condition must not come again."))));
        yield return ("explains", Schema.Map(
            "A rule whose incident is a symptom of this one's.",
            ["rule"],
            ("rule", Schema.Ref("slug", "Its id.")),
            ("relation", Schema.Ref("relation", "How its subject is related to this one's; by any relation, if absent.")),
            ("within", Schema.Ref(ValueSchemas.Duration, "How far apart in time both may be; 5m if absent."))));
        yield return ("exception", Schema.WithSnippet(
            Schema.Map(
                "Events for which the rule stays silent.",
                ["name", "where"],
                ("name", Schema.Text("Why.")),
                ("where", Schema.Ref(FieldSchemas.Any)),
                ("until", Schema.Ref("day", "The last day on which it holds.")),
                ("by", Schema.Text("Who wants it."))),
            "exception",
            new JsonObject { ["name"] = "${1:batch jobs}", ["where"] = new JsonObject { ["${2:container.label.job}"] = "${3:batch}" } }));
        yield return ("day", Schema.Pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}$"));
        yield return ("evidence", Evidence());
        yield return ("diagnosis", Schema.Map(
            "What is said when the rule fires.",
            ["summary", "cause", "confidence"],
            ("summary", Schema.Template("What happened, in one line.")),
            ("cause", Schema.Template("Why it happened.")),
            ("confidence", Schema.With(
                Schema.AnyOf(new JsonObject { ["type"] = "number", ["minimum"] = 0, ["maximum"] = 1 }, Schema.Pattern("^(100|[0-9]{1,2})(\\.[0-9]+)?%$")),
                "description",
                "0 to 1, with all evidence at hand. 0.9 and more is confirmed, 0.6 and more probable."))));
        yield return ("incident", Schema.Map("How diagnoses gather in incidents.", [], IncidentKeys()));
    }

    /// <summary>The keys of <c>incident</c>.</summary>
    public static IEnumerable<(string Key, JsonObject Schema)> IncidentKeys() =>
    [
        ("key", Schema.List("Names whose values make the incident's key; host and service if absent.", Schema.Ref(ValueSchemas.Scalar))),
        ("cooldown", Schema.Ref(ValueSchemas.Duration, "A diagnosis of the same key within this time of the last one shown is kept, not shown; 15m if absent.")),
        ("keep_open", Schema.Ref(ValueSchemas.Duration, "How long after the last match the condition is held to go on; 10m if absent.")),
    ];

    private static (string, JsonObject) Gte => ("gte", new JsonObject { ["description"] = "How many it takes.", ["type"] = "integer", ["minimum"] = 1, ["maximum"] = 1000 });

    private static (string, JsonObject) Distinct => ("distinct", Schema.Text("Count different values of this field, not events."));

    private static JsonObject Selection(string description, string[] required, params IEnumerable<(string Key, JsonObject Schema)> more) => Schema.With(
        Schema.Map(
            description,
            required,
            [
                ("event", Schema.Ref("event_type")),
                ("where", new JsonObject { ["description"] = "What its fields must be: { field: value } or { field|operator: value }." }),
                ("when", Schema.Text("An expression over its fields, such as container.run_seconds < 10s.")),
                .. more,
            ]),
        "allOf",
        new JsonArray(Schema.Ref(FieldSchemas.OfItsEvent)));

    private static JsonObject Match()
    {
        var match = Schema.Named("The named selections: which events the rule looks at.", Schema.Ref("selection"), Alias);
        match["minProperties"] = 1;
        match["maxProperties"] = 16;
        return Schema.WithSnippet(match, "selection", new JsonObject
        {
            ["${1:die}"] = new JsonObject { ["event"] = "${2:container.die}", ["where"] = new JsonObject { ["${3:container.exit_code}"] = "${4:137}" } },
        });
    }

    private static JsonObject Correlate()
    {
        JsonObject Steps(string description, bool counted) => Schema.With(
            Schema.List(description, counted ? Schema.AnyOf(Schema.Ref(ValueSchemas.Scalar), Schema.Ref("counted")) : Schema.Ref(ValueSchemas.Scalar)), "minItems", 1);

        var by = Schema.AnyOf(Schema.Text("A field that all of them have."), Schema.Named("A key, and the field of each selection.", Schema.Named("The field of each selection.", Schema.Ref(ValueSchemas.Scalar))));
        return Schema.ExactlyOne(
            Schema.Map(
                "How the selections come together: exactly one of any, all, sequence, count, absent.",
                [],
                ("by", Schema.List("What the events must share; nothing: all events of one host.", by)),
                ("within", Schema.Ref(ValueSchemas.Duration, "The window; 1m if absent.")),
                ("any", Steps("One event of any of these selections.", counted: false)),
                ("all", Steps("One event of each within the window, in any order.", counted: true)),
                ("sequence", Steps("The steps in order of event time, within the window.", counted: true)),
                ("count", Schema.Map("A number of events of one selection within the window.", ["of", "gte"], ("of", Schema.Text("The selection that is counted.")), Gte, Distinct)),
                ("absent", Schema.Map(
                    "No event of one selection after an event of another.",
                    ["of", "after"],
                    ("of", Schema.Text("The selection that must not come.")),
                    ("after", Schema.Text("The selection after which it is awaited.")),
                    ("within", Schema.Ref(ValueSchemas.Duration, "How long it is awaited.")))),
                ("unless", Schema.List("Selections seen within ± the window, or relations, that forbid the match.", Schema.AnyOf(Schema.Ref(ValueSchemas.Scalar), Schema.Ref("relate")))),
                ("relate", Schema.List("Relations of the topology that the matched events must have.", Schema.Ref("relate"))),
                ("disorder", Schema.Ref(ValueSchemas.Duration, "How far the clocks of hosts may be apart; 10s for a fleet rule if absent."))),
            CorrelationReader.Kinds);
    }

    private static JsonObject Evidence()
    {
        var of = ("of", Schema.Text("The selection whose event carries it."));
        var match = ("match", Schema.Text("A regular expression; its first named group, else the whole match, is taken."));
        var unit = ("as", Schema.Choice("Its unit.", EvidenceReader.Units));
        return Schema.Named("Named values taken from what the events carried; usable in texts.", Schema.ExactlyOne(
            Schema.Map(
                "A piece of evidence: exactly one of field, inspect, logs, sample, topology.",
                [],
                ("field", Schema.Text("A field with its alias, such as die.container.exit_code.")),
                ("inspect", Schema.Text("A path in docker inspect, such as HostConfig.Memory.")),
                ("logs", new JsonObject { ["description"] = "Number of log lines.", ["type"] = "integer", ["minimum"] = 1, ["maximum"] = 1000 }),
                ("sample", Schema.Text("A measured series, such as cgroup.memory.peak.")),
                ("topology", Schema.Choice("Something of the topology.", TopologyTopic.All.Select(t => t.Name))),
                of,
                unit,
                match,
                ("take", Schema.Choice("Which of several values.", EvidenceReader.Takes)),
                ("before", Schema.Ref(ValueSchemas.Duration, "How long before the event log lines may be.")),
                ("window", Schema.Ref(ValueSchemas.Duration, "How long before the event samples may be.")),
                ("port", Schema.Template("For port_holder: the port.")),
                ("name", Schema.Template("For services_named: the name."))),
            EvidenceReader.Kinds), Alias);
    }
}
