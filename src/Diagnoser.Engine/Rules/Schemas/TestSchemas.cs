using System.Text.Json.Nodes;
using Diagnoser.Engine.Rules.Testing;
using Diagnoser.Engine.Topology;

namespace Diagnoser.Engine.Rules.Schemas;

/// <summary>Tests inside a rule's file.</summary>
internal static class TestSchemas
{
    private const string At = "offset";
    private static readonly string[] Severities = ["critical", "warning", "info"];
    private static readonly string[] Certainties = ["confirmed", "probable", "inconclusive"];

    public static IEnumerable<(string Name, JsonObject Schema)> Definitions()
    {
        yield return (At, Schema.AnyOf(Schema.Ref(ValueSchemas.Duration), new JsonObject { ["const"] = 0 }));
        yield return ("test", Schema.WithSnippet(
            Schema.ExactlyOne(
                Schema.Map(
                    "What happens, and what must be said of it.",
                    ["name", "expect"],
                    ("name", Schema.Text("A sentence.")),
                    ("given", Schema.Map("What there is.", [], ("containers", Schema.List("The containers.", Schema.Ref("given_container"))))),
                    ("events", Schema.List("What happens, each at its time.", Schema.Ref("test_event"))),
                    ("recording", Schema.Text("A *.jsonl file beside the rule's file, in place of given and events.")),
                    ("expect", Schema.With(
                        Schema.AnyOf(new JsonObject { ["const"] = "none" }, Schema.With(Schema.List("", Schema.Ref("expectation")), "minItems", 1)),
                        "description",
                        "none, or the diagnoses of this rule, each partly described."))),
                ["events", "recording"]),
            "test",
            new JsonObject
            {
                ["name"] = "${1:a sentence}",
                ["given"] = new JsonObject { ["containers"] = new JsonArray(new JsonObject { ["id"] = "c1", ["name"] = "web-1", ["service"] = "web", ["host"] = "h1" }) },
                ["events"] = new JsonArray(new JsonObject { ["at"] = "0s", ["event"] = "${2:container.die}", ["container"] = "c1" }),
                ["expect"] = "${3:none}",
            }));
        yield return ("given_container", Container());
        yield return ("test_event", Event());
        yield return ("expectation", Expectation());
    }

    private static JsonObject Container()
    {
        JsonObject texts(string description) => Schema.List(description, Schema.Ref(ValueSchemas.Scalar));
        return Schema.Map(
            "A container.",
            ["id"],
            ("id", Schema.Text("A short name for it in this test.")),
            ("name", Schema.Text("Its name.")),
            ("service", Schema.Text("Its service; its name if absent.")),
            ("stack", Schema.Text("Its compose project or stack.")),
            ("host", Schema.Text("The host it runs on.")),
            ("state", Schema.Choice("How it stands at the start.", ContainerStates.Given)),
            ("inspect", new JsonObject { ["description"] = "Paths of docker inspect, such as HostConfig.Memory: 512Mi.", ["type"] = "object" }),
            ("networks", texts("Networks it is on.")),
            ("address", Schema.Text("Its address, such as 10.0.1.5.")),
            ("aliases", texts("Names by which others reach it.")),
            ("volumes", texts("Volumes that it mounts.")),
            ("ports", texts("Published ports, such as 0.0.0.0:8080->80/tcp.")),
            ("depends_on", texts("Services it depends on.")),
            ("talks_to", texts("Addresses and ports it was seen connected to, such as 10.0.1.5:5432.")),
            ("labels", Schema.Named("Its labels.", Schema.Ref(ValueSchemas.Scalar))),
            ("facts", new JsonObject { ["description"] = "Fields that every event of it has.", ["allOf"] = new JsonArray(Schema.Ref(FieldSchemas.Given)) }));
    }

    private static JsonObject Event() => new()
    {
        ["description"] = "An event; every other key is a field of it.",
        ["type"] = "object",
        ["required"] = Schema.Texts(["at", "event"]),
        ["properties"] = Schema.Properties(
        [
            ("at", Schema.Ref(At, "When, from the start of the test, such as 0s.")),
            ("event", Schema.Ref("event_type")),
            ("container", Schema.Text("Id of a container of given.")),
            ("service", Schema.Text("The service it is about.")),
            ("stack", Schema.Text("The stack it is about.")),
            ("host", Schema.Text("The host; that of the container if absent.")),
            ("repeat", new JsonObject { ["description"] = "How often.", ["type"] = "integer", ["minimum"] = 1, ["maximum"] = 1000 }),
            ("every", Schema.Ref(ValueSchemas.Duration, "How long after each other.")),
            ("logs", Schema.List("Attached log lines.", Schema.Ref(ValueSchemas.Scalar))),
            ("samples", Schema.List("Attached measurements: at, relative to the event, and values.", new JsonObject { ["type"] = "object", ["required"] = Schema.Texts(["at"]) })),
            ("missing", Schema.List("Evidence that could not be had.", Schema.Ref(ValueSchemas.Scalar))),
        ]),
        ["allOf"] = new JsonArray(Schema.Ref(FieldSchemas.Given)),
    };

    private static JsonObject Expectation()
    {
        var texts = Schema.OneOrMany(Schema.Ref(ValueSchemas.Scalar));
        var plain = ExpectationReader.Texts.Concat(ExpectationReader.Lists.Select(l => $"{l}|has")).Concat(ExpectationReader.Others);
        var map = Schema.Map("A diagnosis, partly described: what is not named is not checked.", [], plain.Select(key => (key, key switch
        {
            "at" => Schema.Ref(At, "When, within a second."),
            "severity" => Schema.Choice("Its severity.", Severities),
            "certainty" => Schema.Choice("How sure it is.", Certainties),
            _ => (JsonObject)texts.DeepClone(),
        })));
        map["patternProperties"] = new JsonObject
        {
            [$"^({string.Join('|', ExpectationReader.Texts)})\\|(contains|re|not)$"] = texts.DeepClone(),
            [$"^({string.Join('|', ExpectationReader.Lists)})\\|(has|not)$"] = texts.DeepClone(),
        };
        return map;
    }
}
