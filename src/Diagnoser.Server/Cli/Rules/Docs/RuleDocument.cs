using System.Globalization;
using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Overrides;

namespace Diagnoser.Server.Cli.Rules.Docs;

/// <summary>The runbook page of a rule. What happened and what to do come first: somebody may read it at night.</summary>
internal sealed class RuleDocument(RuleInForce inForce, RuleLinks links)
{
    private readonly MarkdownWriter _page = new();
    private readonly Rule _rule = inForce.Rule;

    public string Write()
    {
        _page.Heading(1, _rule.Title);
        _page.Block(string.Join(" · ", Facts()));
        Overrides();
        What();
        Fixes();
        Decides();
        Evidence();
        Others();
        Tests();
        Sources();
        return _page.ToString().TrimEnd('\n') + "\n";
    }

    private IEnumerable<string> Facts()
    {
        yield return MarkdownWriter.Span(_rule.Id);
        yield return $"**{Words.Of(_rule.Severity)}**";
        yield return Words.Of(_rule.Status);
        if (_rule.Codes.Count > 0)
        {
            yield return MarkdownWriter.Safe(string.Join(", ", _rule.Codes));
        }

        if (_rule.Owner is { } owner)
        {
            yield return $"owner {MarkdownWriter.Safe(owner)}";
        }
    }

    private void Overrides()
    {
        if (!inForce.IsOverridden)
        {
            return;
        }

        _page.Block(inForce.IsEnabled ? "Changed here by overrides:" : "**Switched off here by an override.**");
        _page.Items(inForce.Changes.Select(c => string.Create(
            CultureInfo.InvariantCulture, $"{MarkdownWriter.Inline(Words.Of(c))} ({MarkdownWriter.Span($"{Path.GetFileName(c.File)}:{c.Line}")})")));
    }

    private void What()
    {
        _page.Heading(2, "What happened");
        if (_rule.Diagnosis is { } diagnosis)
        {
            _page.Block($"> {MarkdownWriter.Inline(diagnosis.Summary.Source)}");
            _page.Text(diagnosis.Cause.Source);
        }

        if (_rule.Description.Length > 0)
        {
            _page.Heading(2, "Why it matters");
            _page.Text(_rule.Description);
        }
    }

    private void Fixes()
    {
        _page.Heading(2, "What to do");
        if (_rule.Fixes.Count == 0)
        {
            _page.Block(_rule.Diagnosis is null ? "Nothing: the rule only explains others away." : "The rule suggests no fix.");
        }

        foreach (var fix in _rule.Fixes)
        {
            _page.Block($"### {MarkdownWriter.Inline(fix.Title.Source)}");
            _page.Items(About(fix));
            Command("Run", fix.Command, fix.RunOn);
            if (fix.Change is { } change)
            {
                _page.Block($"In {MarkdownWriter.Span(change.File)} set {MarkdownWriter.Span(change.Path.Source)} to {MarkdownWriter.Span(change.Value.Source)}.");
            }

            if (fix.Verify is { } verify)
            {
                _page.Block("It worked if this holds:");
                _page.Code(verify.Source, "");
            }

            Command("To undo it", fix.Rollback, null);
        }
    }

    private static IEnumerable<string> About(FixSpec fix)
    {
        yield return $"Risk: **{fix.Risk}**";
        if (fix.WhenSource is { } when)
        {
            yield return $"Suggested if {MarkdownWriter.Span(when)}";
        }
    }

    private void Command(string what, Template? command, Template? runOn)
    {
        if (command is not null)
        {
            _page.Block($"{what}{(runOn is null ? "" : $" on {MarkdownWriter.Inline(runOn.Source)}")}:");
            _page.Code(command.Source);
        }
    }

    private void Decides()
    {
        _page.Heading(2, "How it decides");
        _page.Items(_rule.Selections.Select(Selection));
        _page.Items(CorrelationWords.Of(_rule).Select(MarkdownWriter.Safe));
        if (_rule.Needs.Count > 0)
        {
            _page.Block($"It needs {string.Join(", ", _rule.Needs.Select(MarkdownWriter.Span))}: without, it is inconclusive and says what is missing.");
        }

        if (_rule.Exceptions.Count > 0)
        {
            _page.Block("It stays silent for:");
            _page.Items(_rule.Exceptions.Select(e =>
                $"{MarkdownWriter.Safe(e.Name)}: {Asks(e.Alternatives)}{(e.Until is { } until ? $", until {until.AddDays(-1):yyyy-MM-dd}" : "")}"));
        }

        if (_rule.Diagnosis is { } diagnosis)
        {
            _page.Block(string.Create(CultureInfo.InvariantCulture, $"Confidence {diagnosis.Confidence:0.##} with all evidence at hand. Incidents: {MarkdownWriter.Safe(RuleWords.Of(_rule.Incident))}."));
        }
    }

    private static string Selection(Selection selection)
    {
        var asks = Asks(selection.Alternatives);
        var when = selection.When is { } clause ? $"{(asks.Length > 0 ? ", and " : ", where ")}{MarkdownWriter.Span(clause.Source)}" : "";
        return $"{MarkdownWriter.Span(selection.Name)}: {MarkdownWriter.Span(selection.EventType)}, {MarkdownWriter.Safe(PredicateWords.Meaning(selection.EventType))}{(asks.Length > 0 ? ", where " : "")}{asks}{when}";
    }

    private static string Asks(IReadOnlyList<IReadOnlyList<Predicate>> alternatives) =>
        string.Join(", or ", PredicateWords.Lines(alternatives, p => PredicateWords.Of(p, MarkdownWriter.Span, MarkdownWriter.Span), " and "));

    private void Evidence()
    {
        if (_rule.Evidence.Count > 0)
        {
            _page.Heading(2, "Evidence it shows");
            _page.Items(_rule.Evidence.Select(e => $"{MarkdownWriter.Span(e.Name)}: {MarkdownWriter.Safe(RuleWords.Of(e))}"));
        }
    }

    private void Others()
    {
        var lines = links.Of(_rule).ToList();
        if (lines.Count > 0)
        {
            _page.Heading(2, "Beside other rules");
            _page.Items(lines);
        }
    }

    private void Tests()
    {
        if (inForce.Written.Tests.Count > 0)
        {
            _page.Heading(2, "Tested");
            _page.Items(inForce.Written.Tests.Select(t => $"{MarkdownWriter.Safe(t.Name)}: {MarkdownWriter.Safe(RuleWords.Of(t))}"));
        }
    }

    private void Sources()
    {
        IReadOnlyList<string> addresses = [.. _rule.Docs is null ? [] : new[] { _rule.Docs }, .. _rule.References];
        if (addresses.Count > 0)
        {
            _page.Heading(2, "See also");
            _page.Items(addresses.Select(MarkdownWriter.Link));
        }
    }
}
