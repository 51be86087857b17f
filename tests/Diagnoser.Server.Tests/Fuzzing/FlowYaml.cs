using System.Globalization;
using System.Text;
using Diagnoser.Engine.Rules;

namespace Diagnoser.Server.Tests.Fuzzing;

/// <summary>Writes a tree as YAML, in braces and brackets; what is not plain enough to stand alone is double-quoted, with escapes.</summary>
internal static class FlowYaml
{
    public static string Of(RuleNode node, Random random)
    {
        var text = new StringBuilder();
        Write(node, text, random);
        return text.Append('\n').ToString();
    }

    private static void Write(RuleNode node, StringBuilder text, Random random)
    {
        switch (node)
        {
            case MapNode map:
                _ = text.Append('{');
                foreach (var (key, value) in map.Entries)
                {
                    Write(key, text, random);
                    _ = text.Append(": ");
                    Write(value, text, random);
                    _ = text.Append(random.Next(4) == 0 ? ",\n " : ", ");
                }

                _ = text.Append('}');
                break;
            case ListNode list:
                _ = text.Append('[');
                foreach (var item in list.Items)
                {
                    Write(item, text, random);
                    _ = text.Append(", ");
                }

                _ = text.Append(']');
                break;
            case ScalarNode scalar:
                Write(scalar, text);
                break;
        }
    }

    private static void Write(ScalarNode scalar, StringBuilder text)
    {
        if (!scalar.Quoted && scalar.Text.Length > 0 && scalar.Text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '/' or '%' or '|' or '-') && char.IsAsciiLetterOrDigit(scalar.Text[0]))
        {
            _ = text.Append(scalar.Text);
            return;
        }

        _ = text.Append('"');
        foreach (var c in scalar.Text)
        {
            _ = c is '"' or '\\' ? text.Append('\\').Append(c)
                : c is < ' ' or > '~' ? text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}")
                : text.Append(c);
        }

        _ = text.Append('"');
    }
}
