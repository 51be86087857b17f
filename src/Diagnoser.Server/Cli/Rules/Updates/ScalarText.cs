using System.Globalization;
using System.Text;
using YamlDotNet.Core;

namespace Diagnoser.Server.Cli.Rules.Updates;

/// <summary>Writes a value as a YAML scalar: as the one before it was written, where that can hold it.</summary>
internal static class ScalarText
{
    public static string Of(string value, ScalarStyle before = ScalarStyle.Plain) => before switch
    {
        ScalarStyle.Plain when IsPlain(value) => value,
        ScalarStyle.SingleQuoted when !value.Any(NeedsEscape) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'",
        _ => Quoted(value),
    };

    // Less than YAML allows, so that it is right in braces too and reads as a text or a time.
    private static bool IsPlain(string value) =>
        value.Length > 0 && char.IsAsciiLetterOrDigit(value[0]) && char.IsAsciiLetterOrDigit(value[^1])
        && value.All(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '-' or '_' or '.' or '/');

    private static string Quoted(string value)
    {
        var text = new StringBuilder("\"");
        foreach (var c in value)
        {
            _ = c is '"' or '\\' ? text.Append('\\').Append(c)
                : c == '\n' ? text.Append("\\n")
                : NeedsEscape(c) ? text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}")
                : text.Append(c);
        }

        return text.Append('"').ToString();
    }

    // Halves of pairs stay beside each other, so that the pair is written as it is.
    private static bool NeedsEscape(char c) =>
        char.IsControl(c) || c == '\ufeff' || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
