using System.Text;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Linting;

namespace Diagnoser.Server.Runbooks;

/// <summary>Decodes a file and refuses what has no place in a runbook, before any parser sees it.</summary>
internal static class YamlText
{
    public const int MaxBytes = 256 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text without a byte order mark; null and a finding if it is refused.</summary>
    public static string? Decode(ReadOnlySpan<byte> bytes, string file, out LintFinding? finding)
    {
        finding = null;
        if (bytes.Length > MaxBytes)
        {
            finding = Finding(file, 1, 1, $"the file is larger than {MaxBytes / 1024} KB");
            return null;
        }

        string text;
        try
        {
            text = Strict.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            var before = bytes[..Math.Min(Math.Max(0, e.Index), bytes.Length)];
            finding = Finding(file, before.Count((byte)'\n') + 1, 1, $"the file is not UTF-8: byte {e.Index + 1} cannot be read");
            return null;
        }

        text = text.TrimStart('\ufeff').Replace("\r\n", "\n", StringComparison.Ordinal);
        var at = text.AsSpan().IndexOfAnyInRange('\0', '\t');
        var control = at >= 0 ? at : text.AsSpan().IndexOfAnyInRange('\v', '\x1f');
        if (control < 0)
        {
            return text;
        }

        var lineStart = text.LastIndexOf('\n', control) + 1;
        var line = text.AsSpan(0, control).Count('\n') + 1;
        finding = Finding(file, line, control - lineStart + 1, text[control] == '\t'
            ? "tabs are not allowed; indent with spaces, and in a double-quoted text write \\t"
            : $"the control character 0x{(int)text[control]:x2} is not allowed");
        return null;
    }

    public static LintFinding Finding(string file, long line, long column, string message, string key = "", LintCheck? check = null) =>
        Finding(check ?? LintChecks.UnreadableFile, file, new Mark((int)line, (int)column), key, message);

    public static LintFinding Finding(LintCheck check, string file, Mark mark, string key, string message) =>
        new(check.Level, file, mark, key, message) { Check = check };
}
