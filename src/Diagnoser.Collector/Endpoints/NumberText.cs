using System.Buffers.Text;

namespace Diagnoser.Collector.Endpoints;

/// <summary>Reads numbers out of the kernel's texts. All texts are ASCII; what is no number is skipped, never an error.</summary>
internal static class NumberText
{
    /// <summary>The number at the text's begin. A counter beyond the range of a long, which only a limit that is none has, gives the largest long.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out long number)
    {
        if (Utf8Parser.TryParse(text, out number, out _))
        {
            return true;
        }

        if (Utf8Parser.TryParse(text, out ulong _, out _))
        {
            number = long.MaxValue;
            return true;
        }

        return false;
    }

    /// <summary>The number after a word at the begin of a line, as in <c>oom_kill 3</c>; null if there is no such line.</summary>
    public static long? After(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word)
    {
        var lines = new Words(text);
        while (lines.NextLine(out var line))
        {
            if (line.Length > word.Length && line[word.Length] == ' ' && line.StartsWith(word))
            {
                return TryRead(line[(word.Length + 1)..].TrimStart((byte)' '), out var number) ? number : null;
            }
        }

        return null;
    }

    /// <summary>The number in <c>key=number</c> within a line; null if it is not there.</summary>
    public static long? Of(ReadOnlySpan<byte> line, ReadOnlySpan<byte> key)
    {
        var words = new Words(line);
        while (words.Next(out var word))
        {
            if (word.Length > key.Length && word[key.Length] == '=' && word.StartsWith(key))
            {
                return TryRead(word[(key.Length + 1)..], out var number) ? number : null;
            }
        }

        return null;
    }

    /// <summary>A decimal fraction such as <c>12.34</c>; null if the text does not begin with one.</summary>
    public static double? Fraction(ReadOnlySpan<byte> text) => Utf8Parser.TryParse(text, out double number, out _) ? number : null;

    /// <summary>A number in hexadecimal digits; null if the text is none.</summary>
    public static ulong? Hexadecimal(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out ulong number, out var used, 'x') && used == text.Length ? number : null;
}
