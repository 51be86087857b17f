using System.Text.Json.Nodes;

namespace Diagnoser.Engine.Rules.Schemas;

/// <summary>Pieces of a JSON Schema, draft 07: what the YAML language server understands best.</summary>
internal static class Schema
{
    public static JsonObject Ref(string definition) => new() { ["$ref"] = $"#/definitions/{definition}" };

    /// <summary>A reference with words of its own; beside a <c>$ref</c> they would be ignored.</summary>
    public static JsonObject Ref(string definition, string description) => new()
    {
        ["description"] = description,
        ["allOf"] = new JsonArray(Ref(definition)),
    };

    public static JsonObject Text(string description) => new() { ["description"] = description, ["type"] = new JsonArray("string", "number", "boolean") };

    /// <summary>A text in which <c>${{ }}</c> may stand.</summary>
    public static JsonObject Template(string description) => Text($"{description} Takes ${{{{ placeholders }}}}.");

    public static JsonObject Choice(string description, IEnumerable<string> values) => new()
    {
        ["description"] = description,
        ["enum"] = new JsonArray([.. values.Select(v => (JsonNode)v)]),
    };

    public static JsonObject Pattern(string pattern) => new() { ["type"] = "string", ["pattern"] = pattern };

    public static JsonObject List(string description, JsonObject items)
    {
        var list = new JsonObject { ["type"] = "array", ["items"] = items };
        return description.Length > 0 ? With(list, "description", description) : list;
    }

    public static JsonObject AnyOf(params IEnumerable<JsonObject> schemas) => new() { ["anyOf"] = Array(schemas) };

    public static JsonObject OneOrMany(JsonObject schema) =>
        AnyOf(schema, new JsonObject { ["type"] = "array", ["minItems"] = 1, ["items"] = schema.DeepClone() });

    /// <summary>A map of these keys and no others.</summary>
    public static JsonObject Map(string description, IEnumerable<string> required, params IEnumerable<(string Key, JsonObject Schema)> keys)
    {
        var map = new JsonObject { ["description"] = description, ["type"] = "object", ["additionalProperties"] = false };
        if (required.ToList() is { Count: > 0 } needed)
        {
            map["required"] = Texts(needed);
        }

        map["properties"] = Properties(keys);
        return map;
    }

    /// <summary>A map whose keys the author chooses.</summary>
    public static JsonObject Named(string description, JsonObject values, string? names = null)
    {
        var map = new JsonObject { ["description"] = description, ["type"] = "object", ["additionalProperties"] = values };
        if (names is not null)
        {
            map["propertyNames"] = new JsonObject { ["pattern"] = names };
        }

        return map;
    }

    /// <summary>The schema, with exactly one of these keys.</summary>
    public static JsonObject ExactlyOne(JsonObject schema, IEnumerable<string> keys) =>
        With(schema, "oneOf", Array(keys.Select(k => new JsonObject { ["required"] = Texts([k]) })));

    public static JsonObject With(JsonObject schema, string key, JsonNode value)
    {
        schema[key] = value;
        return schema;
    }

    /// <summary>What an editor offers to fill in.</summary>
    public static JsonObject WithSnippet(JsonObject schema, string label, JsonNode body) =>
        With(schema, "defaultSnippets", new JsonArray(new JsonObject { ["label"] = label, ["body"] = body }));

    public static JsonObject Properties(IEnumerable<(string Key, JsonObject Schema)> keys)
    {
        var properties = new JsonObject();
        foreach (var (key, schema) in keys)
        {
            properties[key] = schema;
        }

        return properties;
    }

    public static JsonArray Array(IEnumerable<JsonNode> nodes) => new([.. nodes]);

    public static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode)t)]);
}
