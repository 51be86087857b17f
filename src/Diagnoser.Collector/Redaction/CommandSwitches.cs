using System.Buffers;

namespace Diagnoser.Collector.Redaction;

/// <summary>Knows the switches by which programs take a password as an argument, as <c>mysql -psecret</c> and <c>curl -u user:secret</c>.</summary>
internal static class CommandSwitches
{
    /// <summary>What the secrets are.</summary>
    public const string Rule = "password";

    private const int Reach = 512;

    private static readonly SearchValues<char> CommandEnds = SearchValues.Create("\r\n|;&");

    private static readonly Switch[] All =
    [
        new("mysql", "-p", IsAttached: true),
        new("mariadb", "-p", IsAttached: true),
        new("sshpass", "-p", IsAttached: true) { IsSeparate = true },
        new("redis-cli", "-a") { IsSeparate = true },
        new("mongo", "-p", IsAttached: true) { IsSeparate = true },
        new("curl", "-u", IsAttached: true) { IsSeparate = true, IsPair = true },
        new("curl", "--user") { IsSeparate = true, IsPair = true },
        new("curl", "-U", IsAttached: true) { IsSeparate = true, IsPair = true },
        new("login", "-p") { IsSeparate = true },
        new("ldap", "-w", IsAttached: true) { IsSeparate = true },
        new("sqlcmd", "-P", IsAttached: true) { IsSeparate = true },
    ];

    /// <summary>The first secret after the program's name at this place, in what is left of its command.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">Where the program's name is.</param>
    /// <param name="from">Where a secret may begin at the earliest.</param>
    /// <param name="lookedTo">How far commands were looked at: no word is looked at for each of the programs before it.</param>
    public static SecretSpan? Find(ReadOnlySpan<char> text, int at, int from, ref int lookedTo)
    {
        if (at < lookedTo || (at > from && CharSet.Word.Has(text[at - 1])))
        {
            return null;
        }

        var end = Math.Min(text.Length, at + Reach);
        var stop = text[at..end].IndexOfAny(CommandEnds);
        lookedTo = stop < 0 ? end : at + stop;
        var (programs, armed) = (0, 0);
        for (var word = Word(text[..lookedTo], at); !word.Equals(default); word = Word(text[..lookedTo], word.End.Value))
        {
            var current = text[word];
            if (SecretIn(programs, armed, current) is var offset && offset >= 0)
            {
                // The first one ends the look, also where it was redacted before.
                var found = Trimmed(text, word.Start.Value + offset, word.End.Value);
                if (found is not null || current[offset..].Contains(RedactionMark.Opening, StringComparison.Ordinal))
                {
                    lookedTo = word.End.Value;
                    return found;
                }
            }

            programs |= ProgramsIn(current);
            armed = ArmedBy(current) & programs;
        }

        return null;
    }

    /// <summary>Where in a word the secret begins; -1 if it holds none.</summary>
    /// <param name="programs">The programs of the words before it, see <see cref="ProgramsIn"/>.</param>
    /// <param name="armed">Those of them for which the word just before it was the switch, see <see cref="ArmedBy"/>.</param>
    /// <param name="word">The word.</param>
    public static int SecretIn(int programs, int armed, ReadOnlySpan<char> word)
    {
        for (var number = 0; programs >> number > 0; number++)
        {
            if ((programs >> number & 1) != 0 && All[number].Secret((armed >> number & 1) != 0, word) is var offset && offset >= 0)
            {
                return offset;
            }
        }

        return -1;
    }

    /// <summary>A bit for each switch that the word is, after which the secret is the next word.</summary>
    public static int ArmedBy(ReadOnlySpan<char> word)
    {
        var armed = 0;
        for (var number = 0; number < All.Length && word.StartsWith('-'); number++)
        {
            armed |= All[number].IsSeparate && word.SequenceEqual(All[number].Name) ? 1 << number : 0;
        }

        return armed;
    }

    /// <summary>A bit for each switch whose program the word names.</summary>
    public static int ProgramsIn(ReadOnlySpan<char> word)
    {
        var name = word[(word.LastIndexOf('/') + 1)..];
        var programs = 0;
        for (var number = 0; number < All.Length; number++)
        {
            programs |= name.StartsWith(All[number].Program, StringComparison.OrdinalIgnoreCase) ? 1 << number : 0;
        }

        return programs;
    }

    private static SecretSpan? Trimmed(ReadOnlySpan<char> text, int start, int end)
    {
        while (start < end && text[start] is '"' or '\'')
        {
            start++;
        }

        while (end > start && text[end - 1] is '"' or '\'' or ')' or ']' or ',')
        {
            end--;
        }

        return end > start && !NamedValues.IsPlaceholder(text[start..end]) && RedactionMark.LengthAt(text, start) == 0 ? new SecretSpan(start, end, Rule) { IsAhead = true } : null;
    }

    /// <summary>The next word, quotes and all; empty at the end.</summary>
    private static Range Word(ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length && text[at] is ' ' or '\t' or ',' or '"')
        {
            at++;
        }

        if (at >= text.Length)
        {
            return default;
        }

        var length = text[at] == '\'' ? text[(at + 1)..].IndexOf('\'') + 2 : text[at..].IndexOfAny(" \t\"");
        return at..(length < 2 && length != 1 ? text.Length : Math.Min(text.Length, at + length));
    }

    /// <summary>One switch of a program.</summary>
    /// <param name="Program">How the program's name begins.</param>
    /// <param name="Name">The switch.</param>
    /// <param name="IsAttached">The secret can follow without a blank.</param>
    private sealed record Switch(string Program, string Name, bool IsAttached = false)
    {
        /// <summary>The secret can be the next word.</summary>
        public bool IsSeparate { get; init; }

        /// <summary>The secret comes after a user and a colon.</summary>
        public bool IsPair { get; init; }

        public int Secret(bool isArmed, ReadOnlySpan<char> word)
        {
            var at = isArmed ? 0
                : IsAttached && word.StartsWith(Name) && word.Length > Name.Length && word[Name.Length] is not ('-' or '=') ? Name.Length
                : -1;
            if (at < 0 || !IsPair)
            {
                return at;
            }

            var colon = word[at..].IndexOf(':');
            return colon < 0 ? -1 : at + colon + 1;
        }
    }
}
