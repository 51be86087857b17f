using Diagnoser.Contracts;
using Diagnoser.Engine.Rules;

namespace Diagnoser.Engine.Correlation;

/// <summary>Fills the fixes of a rule with this match's own names and numbers.</summary>
internal static class FixBuilder
{
    /// <summary>The fixes whose condition holds. One whose command lacks a value is left out, and what it lacked is added to what is missing.</summary>
    public static IReadOnlyList<Fix> Build(Rule rule, DockerEvent subject, IScope scope, List<MissingEvidence> missing)
    {
        var fixes = new List<Fix>();
        foreach (var spec in rule.Fixes.Where(f => f.When is null || f.When.Evaluate(scope).IsTrue))
        {
            var command = spec.Command?.Render(scope, RenderTarget.Shell);
            if (command is { Text: null } lacking)
            {
                missing.Add(new MissingEvidence($"fix {spec.Id}", string.Join("; ", lacking.Missing)));
                continue;
            }

            fixes.Add(new Fix(
                spec.Id,
                spec.Title.Render(scope, RenderTarget.Text).Text ?? spec.Id,
                spec.Risk,
                command?.Text,
                spec.RunOn?.Render(scope, RenderTarget.Text).Text ?? subject.Host.Name,
                spec.Verify?.Render(scope, RenderTarget.Shell).Text,
                spec.Rollback?.Render(scope, RenderTarget.Shell).Text)
            {
                Change = spec.Change is null ? null : ChangeText(spec.Change, scope),
            });
        }

        return fixes;
    }

    private static string ChangeText(FileChange change, IScope scope) =>
        $"{change.File}: {change.Path.Render(scope, RenderTarget.Text).Text} = {change.Value.Render(scope, RenderTarget.Text).Text}";
}
