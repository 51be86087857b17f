using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Diagnoser.Engine.Events;
using Diagnoser.Engine.Rules.Expressions;
using Diagnoser.Engine.Rules.Reading;

namespace Diagnoser.Engine.Rules.Schemas;

/// <summary>Values by the type of their field, and the operators that go with each.</summary>
internal static class ValueSchemas
{
    /// <summary>A duration as keys of a rule take it: with a unit.</summary>
    public const string Duration = "duration";

    /// <summary>Texts, and numbers and truth values that are taken as texts.</summary>
    public const string Scalar = "scalar";

    private const string Amount = "[0-9]+(\\.[0-9]+)?";
    private static readonly string[] ByteAliases = ["KiB", "MiB", "GiB", "TiB"];

    public static IEnumerable<(string Name, JsonObject Schema)> Definitions()
    {
        yield return (Duration, With(Schema.Pattern($"^({Amount}{Units(Quantity.DurationUnits)})+$"), $"A duration such as 30s, 5m or 1h30m; units are {Quantity.DurationUnits}."));
        yield return (Scalar, new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") });
        foreach (var type in Enum.GetValues<FieldType>())
        {
            yield return (NameOf(type), OfType(type));
            yield return (NameOf(type, many: true), Schema.OneOrMany(Schema.Ref(NameOf(type))));
        }
    }

    public static string NameOf(FieldType type, bool many = false) => $"{(many ? "any_of_" : "")}{type.ToString().ToLowerInvariant()}_value";

    /// <summary>A value of a field, or any of several: of the closed set it has, else what its type takes.</summary>
    public static JsonObject Of(EventField field) =>
        field.Values.Count == 0 ? Schema.Ref(NameOf(field.Type, many: true)) : Schema.OneOrMany(new JsonObject { ["enum"] = Schema.Texts(field.Values) });

    /// <summary>A field in words, for a tooltip.</summary>
    public static string Words(EventField field) =>
        $"{field.Meaning} ({field.Type.ToString().ToLowerInvariant()}{(field.Unit.Length > 0 ? $", {field.Unit}" : "")}){(field.IsMade ? "" : "; no source of this version fills it yet")}";

    /// <summary>The suffixes that keys of a field of this type can have, as patterns, each with what it takes. Asked of the linter's own table.</summary>
    public static IEnumerable<(string Suffix, JsonObject Takes)> Suffixes(EventField field)
    {
        bool Goes(string comparison, bool ignoreCase = false, bool other = false) =>
            OperatorRules.Misuse(new FieldKey(field.Name, comparison, Not: false, All: false, ignoreCase, other), field) is null;

        var ignorable = Goes("", ignoreCase: true) || Goes("has", ignoreCase: true);
        IReadOnlyList<string> modifiers = ignorable ? ["not", "all", "i"] : ["not", "all"];
        var any = $"(\\|({string.Join('|', modifiers)}))";
        string With(IEnumerable<string> operators) => $"{any}*\\|({string.Join('|', operators)}){any}*";
        yield return ("\\|exists", new JsonObject { ["type"] = "boolean" });
        if (Goes(""))
        {
            yield return ($"{any}+", Of(field));
        }

        if (Goes("", other: true))
        {
            yield return (With(["field"]), Schema.OneOrMany(Schema.Ref(Scalar)));
        }

        var ordered = FieldKey.Comparisons.Where(c => c is "lt" or "lte" or "gt" or "gte" && Goes(c)).ToList();
        if (ordered.Count > 0)
        {
            yield return (With(ordered), Schema.Ref(NameOf(field.Type, many: true)));
            yield return ($"({With(ordered)}\\|field|{any}*\\|field{With(ordered)}){any}*", Schema.OneOrMany(Schema.Ref(Scalar)));
        }

        var texts = FieldKey.Comparisons.Where(c => c is not ("exists" or "lt" or "lte" or "gt" or "gte") && Goes(c)).ToList();
        if (texts.Count > 0)
        {
            yield return (With(texts), Schema.OneOrMany(Schema.Ref(Scalar)));
        }
    }

    /// <summary>The name of a field in a pattern.</summary>
    public static string Escape(EventField field) => Regex.Escape(field.Name).Replace("\\-", "-", StringComparison.Ordinal) + (field.IsFamily ? "[^|]+" : "");

    private static JsonObject OfType(FieldType type) => type switch
    {
        FieldType.Text or FieldType.List => Schema.Ref(Scalar),
        FieldType.Integer => new JsonObject { ["type"] = "integer" },
        FieldType.Number => new JsonObject { ["type"] = "number" },
        FieldType.Boolean => new JsonObject { ["type"] = "boolean" },
        FieldType.Bytes => With(Numeric("integer", Quantity.ByteUnits, ByteAliases), $"A number of bytes such as 512Mi; units are {Quantity.ByteUnits}."),
        FieldType.Duration => With(
            Schema.AnyOf(new JsonObject { ["type"] = "number" }, Schema.Pattern($"^-?({Amount}{Units(Quantity.DurationUnits)})+$")),
            $"A duration such as 30s; units are {Quantity.DurationUnits}; without one it is seconds."),
        FieldType.Ratio => With(
            Schema.AnyOf(new JsonObject { ["type"] = "number", ["maximum"] = 1 }, Schema.Pattern($"^-?{Amount}%$")), "A ratio such as 90% or 0.9."),
        _ => With(Schema.Pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}"), "A time such as 2026-01-31T12:00:00Z."),
    };

    private static JsonObject Numeric(string bare, string units, IEnumerable<string> more) =>
        Schema.AnyOf(new JsonObject { ["type"] = bare }, Schema.Pattern($"^-?{Amount}{Units(units, more)}$"));

    private static string Units(string list, params IEnumerable<string> more) => $"({string.Join('|', list.Split(", ").Concat(more))})";

    private static JsonObject With(JsonObject schema, string description) => Schema.With(schema, "description", description);
}
