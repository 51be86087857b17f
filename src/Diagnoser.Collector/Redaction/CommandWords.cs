using System.Buffers;

namespace Diagnoser.Collector.Redaction;

/// <summary>Goes through the words of commands: a word can be secret by the words before it, as after <c>--password</c> or <c>mysql -p</c>.</summary>
internal struct CommandWords
{
    private static readonly SearchValues<char> NoName = SearchValues.Create(" \t\n\"'{");

    private int _programs;
    private int _armed;
    private NameKind _kind;
    private string _rule;

    /// <summary>Another command begins, perhaps the arguments of a program that was named before.</summary>
    public void Begin() => (_armed, _kind) = (0, NameKind.Plain);

    /// <summary>The secret in the next word, if it is one by what stands before it or by its own beginning.</summary>
    public SecretSpan? Next(ReadOnlySpan<char> word)
    {
        var found = Find(word);
        _programs |= CommandSwitches.ProgramsIn(word);
        _armed = CommandSwitches.ArmedBy(word) & _programs;
        _kind = word.StartsWith('-') && !word.Contains('=') ? SecretNames.KindOf(word) : NameKind.Plain;
        if (_kind > NameKind.Doubtful)
        {
            _rule = NamedValues.RuleOf(word, _kind);
        }

        return found;
    }

    private readonly SecretSpan? Find(ReadOnlySpan<char> word)
    {
        if (word.IsEmpty || RedactionMark.Is(word))
        {
            return null;
        }

        if (_kind > NameKind.Doubtful && word[0] != '-')
        {
            return Whole(word, 0, _rule);
        }

        if (CommandSwitches.SecretIn(_programs, _armed, word) is var at && at >= 0)
        {
            return Whole(word, at, CommandSwitches.Rule);
        }

        // A word ends where it ends, blanks and commas or not.
        var equals = word.IndexOf('=');
        if (equals <= 0 || word[..equals].ContainsAny(NoName))
        {
            return null;
        }

        var kind = SecretNames.KindOf(word[..equals]);
        return kind > NameKind.Doubtful ? Whole(word, equals + 1, NamedValues.RuleOf(word[..equals], kind)) : null;
    }

    private static SecretSpan? Whole(ReadOnlySpan<char> word, int at, string rule) =>
        NamedValues.IsPlaceholder(word[at..]) || RedactionMark.LengthAt(word, at) > 0 ? null : new SecretSpan(at, word.Length, SecretFormats.RuleOf(word[at..]) ?? rule);
}
