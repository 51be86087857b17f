using System.Globalization;

namespace Diagnoser.Engine.Rules.Templates;

/// <summary>Writes a value so that a shell reads exactly it and nothing else; what cannot be written safely is refused.</summary>
internal static class ShellWord
{
    private const string Plain = "_@%+=:,./-";
    private const double ExactLimit = 1e15;

    /// <summary>The word, or null and why not. Inside quotes only numbers can be written.</summary>
    public static string? Of(Value value, bool insideQuotes, out string refusal)
    {
        refusal = "";
        switch (value.Kind)
        {
            case ValueKind.Number:
                return Number(value.AsNumber, ref refusal);
            case ValueKind.Missing:
                refusal = value.Why!;
                return null;
            case not ValueKind.Boolean when insideQuotes:
                refusal = "only a number can stand inside quotes of a command";
                return null;
            case ValueKind.List:
                var words = new List<string>();
                foreach (var item in value.AsList!)
                {
                    if (Quote(item, ref refusal) is not { } word)
                    {
                        return null;
                    }

                    words.Add(word);
                }

                return string.Join(' ', words);
            default:
                return Quote(value.ToString(), ref refusal);
        }
    }

    private static string? Number(double number, ref string refusal)
    {
        if (Math.Abs(number) < ExactLimit)
        {
            return number.ToString("0.######", CultureInfo.InvariantCulture);
        }

        refusal = "the number is too large to be written exactly";
        return null;
    }

    private static string? Quote(string text, ref string refusal)
    {
        refusal = text switch
        {
            ['-', ..] => "it begins with '-', so a program would take it for an option",
            { Length: > VisibleText.Limit } => "it is too long",
            _ when text.Any(c => VisibleText.IsHidden(c) || char.IsSurrogate(c)) => "it contains control or invisible characters",
            _ => "",
        };
        if (refusal.Length > 0)
        {
            return null;
        }

        var plain = text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || Plain.Contains(c, StringComparison.Ordinal));
        return plain ? text : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }
}
