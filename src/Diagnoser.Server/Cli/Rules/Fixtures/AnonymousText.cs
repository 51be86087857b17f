using System.Text;

namespace Diagnoser.Server.Cli.Rules.Fixtures;

/// <summary>Text without what tells whose it is: names, ids, addresses and every word that rules, Docker and errors do not use have made-up ones.</summary>
internal sealed class AnonymousText(Pseudonyms pseudonyms, Vocabulary vocabulary)
{
    // Longer ones may be somebody's: a telephone, a card.
    private const int LongestNumber = 10;

    /// <summary>The text, made anonymous.</summary>
    public string Of(string text)
    {
        if (text.Length == 0 || pseudonyms.Known(text) is not null)
        {
            return pseudonyms.Known(text) ?? text;
        }

        var (result, start) = (new StringBuilder(text.Length), 0);
        while (start < text.Length)
        {
            var end = start;
            while (end < text.Length && IsOfToken(text, end))
            {
                end++;
            }

            _ = end > start ? result.Append(Token(text[start..end])) : result.Append(text[end++]);
            start = end;
        }

        return result.ToString();
    }

    private static bool IsOfToken(string text, int at) =>
        char.IsLetterOrDigit(text[at]) || char.IsSurrogate(text[at]) || text[at] is '_' or '-' or '.'
        || (text[at] == ':' && IsInAddress(text, at));

    // A colon belongs to an address of version 6 only where the digits around it do.
    private static bool IsInAddress(string text, int at)
    {
        var (from, to) = (at, at);
        while (from > 0 && (char.IsAsciiHexDigit(text[from - 1]) || text[from - 1] == ':'))
        {
            from--;
        }

        while (to < text.Length && (char.IsAsciiHexDigit(text[to]) || text[to] is ':' or '.'))
        {
            to++;
        }

        var around = text.AsSpan(from, to - from).TrimEnd('.');
        return around.Count(':') >= 2 && System.Net.IPAddress.TryParse(around, out _);
    }

    private string Token(string token)
    {
        var trimmed = token.TrimEnd('.', '-');
        return (pseudonyms.Known(trimmed) ?? pseudonyms.OfAddress(trimmed) ?? pseudonyms.OfHexadecimal(trimmed) ?? Parts(trimmed)) + token[trimmed.Length..];
    }

    private string Parts(string token)
    {
        if (token.Contains(':', StringComparison.Ordinal))
        {
            return string.Join(':', token.Split(':').Select(Token));
        }

        var (result, start) = (new StringBuilder(token.Length), 0);
        for (var i = 0; i <= token.Length; i++)
        {
            if (i == token.Length || token[i] is '_' or '-' or '.')
            {
                _ = result.Append(Part(token[start..i]));
                _ = i < token.Length ? result.Append(token[i]) : result;
                start = i + 1;
            }
        }

        return result.ToString();
    }

    private string Part(string part)
    {
        if (part.Length == 0 || vocabulary.Has(part) || IsSize(part))
        {
            return part;
        }

        return part.All(char.IsAsciiDigit)
            ? part.Length <= LongestNumber ? part : new string('0', part.Length)
            : pseudonyms.Known(part) ?? pseudonyms.OfHexadecimal(part) ?? pseudonyms.Of("word", part);
    }

    // 512MB, 30s, 0x7f, 8080: what is measured says nothing of whose it is.
    private static bool IsSize(string part)
    {
        var digits = part.TakeWhile(char.IsAsciiDigit).Count();
        return digits is > 0 and <= LongestNumber && part.Length - digits is > 0 and <= 3 && part.AsSpan(digits).IndexOfAnyExceptInRange('A', 'z') < 0;
    }
}
