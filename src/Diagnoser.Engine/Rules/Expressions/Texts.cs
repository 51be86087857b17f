namespace Diagnoser.Engine.Rules.Expressions;

/// <summary>Lists of texts, without an enumerator for each look.</summary>
internal static class Texts
{
    public static bool Contain(IReadOnlyList<string> texts, string wanted)
    {
        for (var i = 0; i < texts.Count; i++)
        {
            if (texts[i] == wanted)
            {
                return true;
            }
        }

        return false;
    }
}
