using System.Text;

namespace Diagnoser.Server.Tests.Fuzzing;

/// <summary>Texts that readers stumble over.</summary>
internal static class HostileTexts
{
    /// <summary>Values: numbers at the ends of their ranges, units, Unicode, expressions, shells, and what is very long.</summary>
    public static readonly string[] Values =
    [
        "", " ", "~", "null", "true", "none", "-1", "0", "1e999", ".nan", "0x7f", "1.", "99999999999999999999", new('9', 31), "9223372036854775807", "1e308", "-0.0",
        "0s", "-5s", "7d", "30d", "1ms", "99999999999999d", "1h30m", "512Mi", "9999999999Ti", "512m", "90%", "1000%", "2026-12-31", "9999-12-31", "0001-01-01",
        "9999-12-31T23:59:59.9999999Z", "0001-01-01T00:00:00+14:00", "\0", "\u001b[31m", "é\ud800", "\udc00\ud83d", "\ud83d\ude00", "\u202edrow", "\u2028", "\ufeff", "\u212a", "İ",
        "${{ x }}", "${{ die.container.name }}", "${{ die.count / 0 | duration }}", "${{ ", "${{ '", "${{ -(-(-(1))) }}", "${{ ((((((((((1)))))))))) | truncate(-1) }}",
        "${{ subject.container.name | truncate(1e18) | image_tag }}", "$(reboot)", "; rm -rf /", "-rf", "'", "'\\''", "cat <<EOF", "a\nb", "10.0.0.0/8", "::/0", "300.0.0.0/99",
        "(?<x>a+)+b", "(?<container>.*)", "a{1000}", "(a{30}){30}", "(?i)k", "[^\\x00-\\uffff]", "\\p{L}{3,}", "(?=x)", "(((((((((((((((((((((a)))))))))))))))))))))", "*", "?*?*?*?*?*?*b",
        new('a', 300), new('a', 5000), new('(', 900), new('!', 3000), string.Concat(Enumerable.Repeat("a && ", 500)), new('x', 60_000), string.Concat(Enumerable.Repeat("é\ud83d\ude00", 10_000)),
    ];

    /// <summary>Pieces that are put into a text.</summary>
    public static readonly string[] Pieces =
    [
        "", " ", "\n", "\t", ":", "- ", "{", "}", "[", "]", "'", "\"", "|", ">", ">-\n", "#", "&a ", "*a", "!!str ", "!!binary ", "!", "${{", "}}", "null", "~", "-1", "1e999", "0x7f", "? ",
        "99999999999999999999", "for: 2m\n", "within: -5s", "(?<x>", "(a|b)*", "\\p{L}", "[[", "(?=x)", "{1000}{1000}", "\0", "\ud83d\ude00", "by: []", "any: []", "\\u212a", "\"\\ud800\"",
        "sequence: [die, { count: die, gte: 3, distinct: x }]", "scope: fleet", "recover: { event: container.start }", "relate: [{}]", "---\n", "...\n", "%YAML 9.9\n", "<<: *a",
        "\r", "\r\n", "\u0085", "\u2028", "\ufeff", "|not", "|all|i", "|field", ".captures.x", "'\\''", "\\", "$", "`", "{{", "%", "@", "*", "+?", "{2,1}", "{0}", "(?#", "\\Q",
    ];

    /// <summary>The text with a piece put in, cut out, doubled or exchanged somewhere.</summary>
    public static string Spoil(string text, Random random)
    {
        var at = random.Next(text.Length + 1);
        var length = Math.Min(random.Next(random.Next(1, 200)), text.Length - at);
        return random.Next(5) switch
        {
            0 => text.Insert(at, Pieces[random.Next(Pieces.Length)]),
            1 => text.Remove(at, length),
            2 => text.Insert(random.Next(text.Length + 1), text.Substring(at, length)),
            3 => text[..at] + Pieces[random.Next(Pieces.Length)] + text[(at + length)..],
            _ => SpoilLines(text, random),
        };
    }

    /// <summary>Bytes of it, now and then with a mark, other line ends, or half a character.</summary>
    public static byte[] Bytes(string text, Random random)
    {
        text = random.Next(20) == 0 ? text.ReplaceLineEndings("\r\n") : text;
        var bytes = Encoding.UTF8.GetBytes(random.Next(20) == 0 ? "\ufeff" + text : text);
        return random.Next(40) == 0 ? bytes[..random.Next(bytes.Length + 1)] : bytes;
    }

    private static string SpoilLines(string text, Random random)
    {
        var lines = text.Split('\n').ToList();
        var line = lines[random.Next(lines.Count)];
        switch (random.Next(3))
        {
            case 0:
                _ = lines.Remove(line);
                break;
            case 1:
                lines.Insert(random.Next(lines.Count + 1), line);
                break;
            default:
                lines.InsertRange(random.Next(lines.Count + 1), Enumerable.Repeat(line, random.Next(1, 60)));
                break;
        }

        return string.Join('\n', lines);
    }
}
