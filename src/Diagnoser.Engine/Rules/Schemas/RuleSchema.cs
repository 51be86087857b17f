using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Diagnoser.Engine.Rules.Reading;

namespace Diagnoser.Engine.Rules.Schemas;

/// <summary>
/// The JSON Schema of rules and overrides, for editors: completion, tooltips, and the plain mistakes while one types. The linter knows
/// more, and its word counts.
/// </summary>
public static class RuleSchema
{
    private static readonly JsonSerializerOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The schema as text, one definition a line; the same for the same catalogue.</summary>
    public static string Text()
    {
        var document = Document();
        var definitions = document["definitions"]!.AsObject();
        _ = document.Remove("definitions");
        var head = document.ToJsonString(Writing)[..^1];
        return $"{head},\n\"definitions\": {{\n{string.Join(",\n", definitions.Select(d => $"{JsonValue.Create(d.Key).ToJsonString(Writing)}: {d.Value!.ToJsonString(Writing)}"))}\n}}}}\n";
    }

    private static JsonObject Document() => new()
    {
        ["$schema"] = "http://json-schema.org/draft-07/schema#",
        ["title"] = "Diagnoser rule or override",
        ["$comment"] = "Written by: diagnoser rules schema",
        ["if"] = new JsonObject { ["type"] = "object", ["not"] = new JsonObject { ["required"] = Schema.Texts(["override"]) } },
        ["then"] = Schema.Ref("rule"),
        ["else"] = Schema.Ref("overrides"),
        ["definitions"] = Schema.Properties(
        [
            ("rule", Rule()),
            ("overrides", Schema.AnyOf(Schema.Ref("override"), Schema.List("Overrides.", Schema.Ref("override")))),
            ("override", Override()),
            .. BodySchemas.Definitions(),
            .. FixSchemas.Definitions(),
            .. TestSchemas.Definitions(),
            .. ValueSchemas.Definitions(),
            .. FieldSchemas.Definitions(),
        ]),
    };

    private static JsonObject Rule() => Schema.Map(
        "A rule, its runbook page and its tests.",
        ["rule", "title", "severity", "match", "correlate"],
        ("rule", Schema.Ref("slug", "Its id: small letters, digits and '-'; unique, and never used again.")),
        ("title", Schema.Text("One line for lists; takes no placeholders.")),
        ("severity", Severity()),
        ("status", Status()),
        ("owner", Owner()),
        ("tags", Texts("Codes such as EXIT-001, and free tags.")),
        ("description", Schema.Text("What it detects and why that matters.")),
        ("docs", Schema.Text("Address of the owner's runbook page.")),
        ("references", Texts("Addresses of the sources of its facts.")),
        ("scope", Schema.Choice("Whose events it sees together: those of one host, in order, or of all hosts.", ["host", "fleet"])),
        ("needs", Schema.List("Event types without which its verdict is inconclusive.", Schema.Ref("event_type"))),
        ("match", Schema.Ref("match")),
        ("correlate", Schema.Ref("correlate")),
        ("for", Schema.Ref(ValueSchemas.Duration, "How long the condition must hold before anything is said.")),
        ("recover", Schema.Ref("recover")),
        ("exceptions", Exceptions()),
        ("refines", Schema.List("Rules whose diagnosis it replaces when both match.", Schema.Ref("slug"))),
        ("suppresses", Schema.List("Rules whose diagnoses of the same run it explains away; they are kept, not shown.", Schema.Ref("slug"))),
        ("explains", Schema.List("Rules whose incidents are symptoms of this one's.", Schema.Ref("explains"))),
        ("evidence", Schema.Ref("evidence")),
        ("diagnosis", Schema.Ref("diagnosis")),
        ("fixes", Schema.List("Suggested actions.", Schema.Ref("fix"))),
        ("incident", Schema.Ref("incident")),
        ("tests", Tests()));

    private static JsonObject Override() => Schema.Map(
        "Local tuning of a rule.",
        ["override"],
        ("override", Schema.Ref("slug", "Id of the rule that is changed.")),
        ("enabled", new JsonObject { ["description"] = "false: the rule is not used.", ["type"] = "boolean" }),
        ("severity", Severity()),
        ("status", Status()),
        ("owner", Owner()),
        ("exceptions", Exceptions()),
        ("fixes", Schema.Named("What is changed of fixes, by their id.", Schema.Ref("fix_override"))),
        ("incident", Schema.Ref("incident")),
        ("tests", Tests()),
        ("until", Schema.Ref("day", "The last day on which it holds.")),
        ("by", Schema.Text("Who wants it.")),
        ("reason", Schema.Text("Why.")));

    private static JsonObject Severity() =>
        Schema.Choice("critical: someone must act now; warning: act today; info: for the digest, never a page.", RuleReader.Severities);

    private static JsonObject Status() =>
        Schema.Choice("How far it is trusted; experimental is never sent to people. test if absent.", RuleReader.Statuses);

    private static JsonObject Owner() => Schema.Text("The team that owns it.");

    private static JsonObject Exceptions() => Schema.List("Events for which it stays silent.", Schema.Ref("exception"));

    private static JsonObject Tests() => Schema.List("Tests: at least one in which it speaks and one in which it is silent.", Schema.Ref("test"));

    private static JsonObject Texts(string description) => Schema.List(description, Schema.Ref(ValueSchemas.Scalar));
}
