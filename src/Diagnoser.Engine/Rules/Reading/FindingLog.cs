using Diagnoser.Engine.Rules.Linting;

namespace Diagnoser.Engine.Rules.Reading;

/// <summary>Gathers the findings about one file.</summary>
internal sealed class FindingLog(string file)
{
    private readonly List<LintFinding> _findings = [];

    public string File => file;

    public bool HasErrors => _findings.Exists(f => f.Level == FindingLevel.Error);

    /// <summary>The findings in order of their place.</summary>
    public IReadOnlyList<LintFinding> Findings => [.. _findings.OrderBy(f => f.Mark.Line).ThenBy(f => f.Mark.Column)];

    public void Error(RuleNode node, string key, string message, LintCheck? check = null) =>
        Error(node.Mark, key, message, check ?? LintChecks.WrongValue);

    public void Error(Mark mark, string key, string message, LintCheck check) => Add(FindingLevel.Error, mark, key, message, check);

    public void Warning(RuleNode node, string key, string message, LintCheck check) => Warning(node.Mark, key, message, check);

    public void Warning(Mark mark, string key, string message, LintCheck check) => Add(FindingLevel.Warning, mark, key, message, check);

    private void Add(FindingLevel level, Mark mark, string key, string message, LintCheck check) =>
        _findings.Add(new LintFinding(level, mark.File ?? file, mark with { File = null }, key, key.Length == 0 ? message : $"{key}: {message}") { Check = check });
}
