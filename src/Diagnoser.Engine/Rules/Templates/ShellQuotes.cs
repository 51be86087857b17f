namespace Diagnoser.Engine.Rules.Templates;

/// <summary>Follows the quotes of a POSIX shell through a command.</summary>
internal sealed class ShellQuotes
{
    private char _quote;

    /// <summary>True if the text read so far ends inside quotes, or right behind a backslash.</summary>
    public bool Open => _quote != '\0';

    public void Read(string text)
    {
        foreach (var c in text)
        {
            _quote = (_quote, c) switch
            {
                ('\\', _) => '\0',
                ('e', _) => '"',
                ('\0', '\\' or '\'' or '"' or '`') => c,
                ('"', '\\') => 'e',
                ('"', '"') or ('\'', '\'') or ('`', '`') => '\0',
                _ => _quote,
            };
        }
    }
}
