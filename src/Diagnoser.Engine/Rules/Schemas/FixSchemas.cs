using System.Text.Json.Nodes;
using Diagnoser.Engine.Rules.Reading;

namespace Diagnoser.Engine.Rules.Schemas;

/// <summary>Fixes, in a rule and in an override.</summary>
internal static class FixSchemas
{
    public static IEnumerable<(string Name, JsonObject Schema)> Definitions()
    {
        yield return ("verify", Verify());
        yield return ("change", Schema.Map(
            "A change of a file that makes the fix last.",
            ["file", "path", "value"],
            ("file", Schema.Text("Such as compose or daemon.json.")),
            ("path", Schema.Template("The key that is set.")),
            ("value", new JsonObject { ["description"] = "The new value." })));
        yield return ("fix", Schema.WithSnippet(
            Schema.With(
                Schema.Map("A suggested action; advice, never executed.", ["id", "title", "risk"], [("id", Schema.Ref("slug", "Unique in the rule.")), .. Keys()]),
                "anyOf",
                new JsonArray(new JsonObject { ["required"] = Schema.Texts(["command"]) }, new JsonObject { ["required"] = Schema.Texts(["change"]) })),
            "fix",
            new JsonObject { ["id"] = "${1:restart}", ["title"] = "${2:What it does}", ["risk"] = "${3|none,low,medium,high|}", ["command"] = "${4:docker …}" }));
        yield return ("fix_override", Schema.Map(
            "What is changed of a fix.", [], [("enabled", new JsonObject { ["description"] = "false: the fix is not suggested.", ["type"] = "boolean" }), .. Keys()]));
    }

    private static IEnumerable<(string Key, JsonObject Schema)> Keys() =>
    [
        ("title", Schema.Template("What it does.")),
        ("when", Schema.Text("Offered only if this expression holds.")),
        ("risk", Schema.Choice("What it may break.", FixReader.Risks)),
        ("command", Schema.Template("A shell command. Numbers are filled in bare, texts single-quoted.")),
        ("rollback", Schema.Template("A shell command that undoes it.")),
        ("run_on", Schema.Template("The host to run it on; the diagnosis's host if absent.")),
        ("verify", Schema.Ref("verify")),
        ("change", Schema.Ref("change")),
    ];

    private static JsonObject Verify() => Schema.With(
        Schema.AnyOf(
            Schema.Template("A command that shows whether it worked."),
            Schema.Map("A command, and what it must print.", ["command"], ("command", Schema.Template("The command.")), ("expect", Schema.Template("All that it must print.")), ("contains", Schema.Template("What it must print among others."))),
            Schema.Map("A selection that must not come again.", ["absent", "for"], ("absent", Schema.Text("The selection.")), ("for", Schema.Ref(ValueSchemas.Duration))),
            Schema.With(
                Schema.Map(
                    "An event that must come.",
                    ["event", "within"],
                    ("event", Schema.Ref("event_type")),
                    ("where", new JsonObject { ["description"] = "What its fields must be." }),
                    ("within", Schema.Ref(ValueSchemas.Duration))),
                "allOf",
                new JsonArray(Schema.Ref(FieldSchemas.OfItsEvent)))),
        "description",
        "How to see that it worked.");
}
