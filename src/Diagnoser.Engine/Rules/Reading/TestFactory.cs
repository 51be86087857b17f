using System.Net;
using Diagnoser.Engine.Events;
using Diagnoser.Engine.Rules.Conditions;
using Diagnoser.Engine.Rules.Expressions;

namespace Diagnoser.Engine.Rules.Reading;

/// <summary>Makes the test that a key and a written value ask for.</summary>
internal static class TestFactory
{
    public static ValueTest? Make(FieldKey key, EventField field, ScalarNode node, HashSet<string> captures, out string problem)
    {
        var how = key.IgnoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        problem = "";
        switch (key.Comparison)
        {
            case "contains":
                return new ContainsTest(node.Text, how);
            case "startswith":
                return new StartsWithTest(node.Text, how);
            case "endswith":
                return new EndsWithTest(node.Text, how);
            case "glob":
                return new GlobTest(node.Text, key.IgnoreCase);
            case "has":
                return new EqualTextTest(node.Text, how);
            case "re":
                return Pattern(key, node.Text, captures, out problem);
            case "cidr":
                problem = $"'{MapReader.Short(node.Text)}' is not a network such as 10.0.0.0/8";
                return IPNetwork.TryParse(node.Text, out var network) ? new CidrTest(network) : null;
        }

        if (ValueReader.Read(node, field, out problem) is not { } value)
        {
            return null;
        }

        return key.Comparison.Length > 0 ? new OrderTest(Order(key.Comparison), value)
            : value.AsText is { } text ? new EqualTextTest(text, how)
            : new EqualTest(value);
    }

    /// <summary>The value that a test compares with.</summary>
    public static Value Operand(FieldKey key, EventField field, ScalarNode node) =>
        key.OtherField || key.Comparison is not ("" or "lt" or "lte" or "gt" or "gte")
            ? Value.Of(node.Text)
            : ValueReader.Read(node, field, out _) ?? Value.Of(node.Text);

    public static Comparison Order(string comparison) => comparison switch
    {
        "lt" => Comparison.Less,
        "lte" => Comparison.LessOrEqual,
        "gt" => Comparison.Greater,
        "gte" => Comparison.GreaterOrEqual,
        _ => Comparison.Equal,
    };

    private static RegexTest? Pattern(FieldKey key, string pattern, HashSet<string> captures, out string problem)
    {
        if (RegexReader.Compile(pattern, key.IgnoreCase, out problem) is not { } regex)
        {
            return null;
        }

        captures.UnionWith(regex.GroupNames);
        return new RegexTest(regex);
    }
}
