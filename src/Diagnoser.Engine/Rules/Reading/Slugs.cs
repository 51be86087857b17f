namespace Diagnoser.Engine.Rules.Reading;

/// <summary>How ids and aliases are spelt.</summary>
internal static class Slugs
{
    private const int MaxLength = 64;

    public static bool IsSlug(string text) =>
        text.Length is > 0 and <= MaxLength && char.IsAsciiLetterLower(text[0])
        && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') && !text.EndsWith('-');

    public static void CheckSlug(ScalarNode? node, FindingLog log, string path)
    {
        if (node is not null && !IsSlug(node.Text))
        {
            log.Error(node, path, $"'{MapReader.Short(node.Text)}' is not a slug: small letters, digits and '-', a letter first, at most {MaxLength} characters");
        }
    }

    public static void CheckAlias(ScalarNode node, FindingLog log, string path)
    {
        var text = node.Text;
        var good = text.Length is > 0 and <= MaxLength && char.IsAsciiLetter(text[0])
            && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && text is not ("true" or "false" or "in" or "has");
        if (!good)
        {
            log.Error(node, path, $"'{MapReader.Short(text)}' is not a name: letters, digits and '_', a letter first");
        }
    }
}
