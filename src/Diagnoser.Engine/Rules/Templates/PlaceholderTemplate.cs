using System.Text;

namespace Diagnoser.Engine.Rules.Templates;

/// <summary>A template: literal texts with placeholders between them; there is one text more than there are placeholders.</summary>
internal sealed class PlaceholderTemplate(string source, IReadOnlyList<string> texts, IReadOnlyList<Placeholder> placeholders) : Template
{
    public override string Source => source;

    public override Rendered Render(IScope scope, RenderTarget target)
    {
        var text = new StringBuilder(texts[0]);
        var missing = new List<string>();
        var complete = true;
        for (var i = 0; i < placeholders.Count; i++)
        {
            var placeholder = placeholders[i];
            var value = placeholder.Evaluate(scope);
            if (target == RenderTarget.Shell)
            {
                var word = ShellWord.Of(value, placeholder.InsideQuotes, out var refusal);
                if (word is null)
                {
                    missing.Add($"{placeholder.Source}: {VisibleText.Of(refusal, 300)}");
                    complete = false;
                }

                _ = text.Append(word);
            }
            else
            {
                if (value.IsMissing)
                {
                    missing.Add($"{placeholder.Source}: {VisibleText.Of(value.Why!, 300)}");
                }

                _ = text.Append(placeholder.ForPeople(value));
            }

            _ = text.Append(texts[i + 1]);
        }

        return new Rendered(complete ? text.ToString() : null, missing);
    }
}
