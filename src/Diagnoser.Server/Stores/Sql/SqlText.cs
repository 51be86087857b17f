namespace Diagnoser.Server.Stores.Sql;

/// <summary>Text as every database takes it.</summary>
internal static class SqlText
{
    private const char Replacement = '\uFFFD';

    /// <summary>PostgreSQL takes neither NUL nor half a surrogate pair; the same is written to all databases, so that all find the same.</summary>
    public static string Clean(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0' || char.IsSurrogate(text[i]))
            {
                return Replace(text);
            }
        }

        return text;
    }

    /// <summary>The first characters, where a text has more.</summary>
    public static string Cut(string text, int most) => text.Length <= most ? text : text[..most];

    private static string Replace(string text) => string.Create(text.Length, text, static (clean, text) =>
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                clean[i] = text[i];
                clean[++i] = text[i];
            }
            else
            {
                clean[i] = text[i] == '\0' || char.IsSurrogate(text[i]) ? Replacement : text[i];
            }
        }
    });
}
